/** The directions of imports. Each comment says what to do instead; it is what a person sees when a rule is broken. */

const rule = (name, comment, from, to) => ({ name, severity: "error", comment, from, to });

/** Folders of server/ that are mechanism: they know no feature. */
const mechanism = "core|vault|moltflow|jobs|live|net";
const domain = `^server/(?!(?:${mechanism}|api|auth|http)/)([^/]+)/`;

module.exports = {
  forbidden: [
    rule(
      "no-circles",
      "Two files need each other: move what both need into a third one.",
      { pathNot: "^node_modules" },
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    rule(
      "product-without-sandbox-tests-scripts",
      "The product must run without these: hand the value in as a setting, or move the code into server/.",
      { path: "^(app|server|db)/" },
      { path: "^(sandbox|tests|scripts)/" },
    ),
    rule(
      "sandbox-stands-alone",
      "The sandbox plays a foreign service: it may read the contract, but shares no code with the product.",
      { path: "^sandbox/" },
      { path: "^(app|server|db|tests|scripts)/" },
    ),
    rule(
      "db-imports-no-server",
      "db/ lies below the domains: of server/ it may use server/core only; move the rest up into the domain.",
      { path: "^db/" },
      { path: "^(app/|server/(?!core/))" },
    ),
    rule(
      "server-imports-no-app",
      "server/ must run without the browser's code: move what both need into the domain's schemas.ts.",
      { path: "^server/", pathNot: "^server/main\\.ts$" },
      { path: "^app/" },
    ),
    rule(
      "mechanism-knows-no-domain",
      "This folder is mechanism and knows no feature: let the domain hand in a function, or move the code into the domain.",
      { path: `^server/(${mechanism})/` },
      { path: `(${domain})|^server/(api|auth|http)/` },
    ),
    rule(
      "core-and-vault-are-the-ground",
      "server/core knows nothing of ours: move the code to the folder that needs it.",
      { path: "^server/core/" },
      { path: "^(server/(?!core/)|db/)" },
    ),
    rule(
      "domains-meet-through-index",
      "Import the other domain's index.ts, and export there what is meant for others.",
      { path: "^server/([^/]+)/" },
      {
        path: domain,
        pathNot: ["^server/$1/", "^server/[^/]+/(index|schemas|router|operations|jobs|roles|holdings)\\.ts$"],
      },
    ),
    rule(
      "holdings-are-read-by-data",
      "Only server/data puts what the domains hold together: ask for what you need through its index.ts.",
      { path: domain, pathNot: "^server/data/" },
      { path: "^server/[^/]+/holdings\\.ts$" },
    ),
    rule(
      "routers-belong-to-the-api",
      "Only server/api puts routers together: call the domain's function through its index.ts.",
      { path: domain },
      { path: "^server/[^/]+/router\\.ts$", pathNot: "^server/$1/" },
    ),
    rule(
      "domain-imports-no-root",
      "A domain may use the procedures of server/api, never the root router, which imports the domain.",
      { path: domain },
      { path: "^server/api/root\\.ts$", dependencyTypesNot: ["type-only"] },
    ),
    rule(
      "browser-imports-only-types-and-schemas",
      "A part that runs in the browser must not pull the server in: import its types, or its schemas.ts.",
      { path: "^app/.*(_components|_ui)/" },
      { path: "^(db|server)/", pathNot: "/(schemas|roles)\\.ts$", dependencyTypesNot: ["type-only"] },
    ),
    rule(
      "app-has-no-sql",
      "app/ holds no SQL: write or use a finder in the domain's reads.ts.",
      { path: "^app/" },
      { path: "^db/|^node_modules/(drizzle-orm|postgres)/", dependencyTypesNot: ["type-only"] },
    ),
    rule(
      "app-enters-domains-by-the-door",
      "What a domain offers stands in its index.ts; its schemas.ts are shared with the forms. Export it there.",
      { path: "^app/" },
      {
        path: domain,
        pathNot: "^server/[^/]+/(index|schemas|roles)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    ),
    rule(
      "ui-knows-no-feature",
      "app/_ui holds plain controls: hand the value in as a property, or move the part to app/_components.",
      { path: "^app/_ui/" },
      { path: "^(server|db)/|^app/(?!_ui/|_lib/)" },
    ),
    rule(
      "pages-share-through-the-level-above",
      "Another page's parts are its own: move what both need one level up, into app/_components.",
      { path: "^app/w/\\[workspace\\]/([^/_]+)/" },
      { path: "^app/w/\\[workspace\\]/[^/]+/_components/", pathNot: "^app/w/\\[workspace\\]/$1/" },
    ),
    rule(
      "no-tests-in-scripts",
      "Scripts must run where the tests are not: move what both need into scripts/.",
      { path: "^scripts/" },
      { path: "^tests/" },
    ),
    rule(
      "unresolvable",
      "This import leads nowhere: correct the path, or ask for the package to be added.",
      {},
      { couldNotResolve: true },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.moltdesk)/|\\.css$" },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json", ".d.ts"],
    },
    moduleSystems: ["es6"],
  },
};
