import { registerHooks } from "node:module";

// For `node --import`: tools that read programs through TypeScript's JavaScript API, which TypeScript 7 no longer has.
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    nextResolve(specifier.replace(/^typescript(?=$|\/)/, "typescript-5"), context),
});
