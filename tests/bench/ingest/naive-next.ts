import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import postgres from "postgres";
import { startProduct } from "#tests/faults/support/product.ts";

const projectRoot = fileURLToPath(new URL("../../..", import.meta.url));
// Inside the project, so that it finds Next among our own packages.
const directory = join(projectRoot, ".moltdesk/bench-next");
const next = join(projectRoot, "node_modules/next/dist/bin/next");

const files = {
  "package.json": JSON.stringify({ name: "naive", private: true, type: "module" }),
  "next.config.mjs": `export default { turbopack: { root: ${JSON.stringify(projectRoot)} }, serverExternalPackages: ["postgres"] };`,
  "app/layout.jsx": "export default ({ children }) => <html><body>{children}</body></html>;",
  "app/in/[token]/route.js": `
import postgres from "postgres";
const sql = postgres(process.env.DATABASE_URL, { max: 10 });
export async function POST(request, { params }) {
  const { token } = await params;
  await sql\`insert into naive_events (token, body) values (\${token}, \${await request.text()})\`;
  return Response.json({}, { status: 202 });
}
export const GET = () => new Response("ready");
`,
};

/** What one writes first: a route handler of Next that inserts each event by itself and checks nothing. */
export async function startNaiveNext(databaseUrl: string) {
  const sql = postgres(databaseUrl, { max: 1 });
  await sql`create table naive_events (id bigserial primary key, token text not null, body text not null)`;
  await sql.end();
  await rm(directory, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(directory, path, ".."), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production" };
  await promisify(execFile)(process.execPath, [next, "build", directory], { cwd: directory, env });
  const server = await startProduct({
    args: [next, "start", directory],
    env: { NODE_ENV: "production", DATABASE_URL: databaseUrl },
    readyPath: "/in/ready",
  });
  const stop = async () => {
    await server.end("SIGKILL");
    await rm(directory, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}
