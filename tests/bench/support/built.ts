import { existsSync } from "node:fs";
import { type Product, type ProductOptions, startProduct } from "#tests/faults/support/product.ts";

/** Starts the built app as production has it. @throws when there is no build */
export function startBuilt({ env, ...options }: ProductOptions): Promise<Product> {
  if (!existsSync(".next/BUILD_ID")) {
    throw new Error("This bench measures the built app. Run `npm run build` first.");
  }
  return startProduct({
    readyPath: "/readyz",
    ...options,
    env: { ROLE: "web,ingest,worker", DATABASE_POOL: "10", ...env, NODE_ENV: "production" },
  });
}
