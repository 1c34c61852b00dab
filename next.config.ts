import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/_lib/i18n/request.ts");

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Our own log has one line a request without the query, which may hold a sign-in token.
  logging: { incomingRequests: false },
  // Types are checked by `npm run verify` with the TypeScript the project pins; Next would check them again with another.
  typescript: { ignoreBuildErrors: true },
  // These open sockets, spawn threads or load files by path, which bundling breaks.
  serverExternalPackages: ["postgres", "graphile-worker", "pino", "nodemailer"],
};

export default withNextIntl(config);
