import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { authSessions, members } from "#db/schema/index.ts";
import { roles } from "#db/schema/workspaces.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { sessionCookieName, storedSessionToken } from "#server/auth/session.ts";
import { setLogin } from "#server/connections/login.ts";
import { log } from "#server/core/log.ts";
import { acceptEvent } from "#server/inbox/index.ts";
import { closeMail } from "#server/mail/index.ts";
import { createNumber } from "#server/numbers/create-number.ts";
import { startPairing } from "#server/numbers/start-pairing.ts";
import { startNewMinute } from "#tests/support/budget.ts";
import { makeChat, makeEvent, makeInbox, makeUser } from "#tests/support/factories.ts";
import { workOff } from "#tests/support/work-off.ts";
import { type Connected, makeConnected, operator } from "../server/connections/fixtures.ts";
import { startSmtpServer } from "../server/mail/smtp-server.ts";
import { inputsFor } from "../walls/inputs/index.ts";
import { callOverHttp } from "../walls/support/http.ts";
import { procedures } from "../walls/support/procedures.ts";

const random = () => randomBytes(16).toString("hex");

/** What nobody may ever see again, by what it is; found in whatever form. */
const canaries = new Map<string, string>();
function plant(what: string, value: string): string {
  canaries.set(what, value);
  return value;
}

function findIn(where: string, text: string): string[] {
  const lower = text.toLowerCase();
  return [...canaries].flatMap(([what, value]) => {
    const bytes = Buffer.from(value);
    const forms = [value, encodeURIComponent(value), bytes.toString("hex"), bytes.toString("base64")];
    return forms.some((form) => lower.includes(form.toLowerCase())) ? [`${what} in ${where}`] : [];
  });
}

let sandbox: RunningSandbox;
let mailServer: Awaited<ReturnType<typeof startSmtpServer>>;
const logged: string[] = [];

beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
  mailServer = await startSmtpServer();
  // Before the settings are read for the first time.
  Object.assign(process.env, {
    SMTP_URL: mailServer.url,
    MOLTFLOW_API_URL: sandbox.url,
    MOLTFLOW_SANDBOX_URL: sandbox.url,
    LOG_LEVEL: "trace",
  });
  // The product's own logger with its redaction; only where its lines go is changed.
  Object.assign(log(), { [pino.symbols.streamSym]: { write: (line: string) => logged.push(line) } });
}, 30_000);
afterAll(async () => {
  closeMail();
  await Promise.all([sandbox.close(), mailServer.stop()]);
});

/** MoltFlow takes only logins that it made itself; this one goes every way until then. */
function makeLogin(): string {
  const parts = ["{}", JSON.stringify({ exp: Date.now() / 1000 + 3_600 }), random()];
  return parts.map((part) => Buffer.from(part).toString("base64url")).join(".");
}

type Desk = Connected & {
  login: string;
  numberId: string;
  inboxId: string;
  otherInboxId: string;
  eventId: string;
  chat: string;
  cookie: string | null;
};

/** A connected workspace of its own with canaries in it, and a browser of somebody who has this role there. */
async function makeDesk(role: (typeof roles)[number] | "stranger" | "nobody"): Promise<Desk> {
  const desk = await makeConnected(sandbox);
  plant(`the MoltFlow key (${role})`, desk.key);
  const inbox = await makeInbox(desk.workspaceId, { secret: plant(`an inbox secret (${role})`, random()) });
  plant(`an inbox token (${role})`, inbox.token);
  const other = await makeInbox(desk.workspaceId);
  const headers = {
    authorization: `Bearer ${plant(`a sender's token (${role})`, random())}`,
    cookie: random(),
  };
  plant(`a sender's cookie (${role})`, headers.cookie);
  const readBody = async () => Buffer.from('{"event":"message.received"}');
  expect((await acceptEvent({ token: inbox.token, headers, readBody })).status).toBe(401);
  const unsigned = await makeInbox(desk.workspaceId, { secret: null });
  expect((await acceptEvent({ token: unsigned.token, headers, readBody })).status).toBe(202);
  const eventId = await makeEvent(desk.workspaceId, inbox.id, "Hello", desk.sessionId);
  const chat = await makeChat(desk.workspaceId, {
    ...{ sessionId: desk.sessionId, chatId: "5511999999999@c.us" },
  });
  const cookie = role === "nobody" ? null : await signIn(desk, role);
  return {
    ...desk,
    login: plant(`a MoltFlow login (${role})`, makeLogin()),
    numberId: desk.number.id,
    inboxId: inbox.id,
    otherInboxId: other.id,
    eventId,
    chat,
    cookie,
  };
}

async function signIn(desk: Connected, role: (typeof roles)[number] | "stranger"): Promise<string> {
  const { id: userId } = await makeUser();
  const { workspaceId } = desk;
  if (role !== "stranger") await systemDb().insert(members).values({ workspaceId, userId, role });
  const session = plant(`a session (${role})`, random());
  const expires = new Date(Date.now() + 3_600_000);
  await systemDb()
    .insert(authSessions)
    .values({ sessionToken: storedSessionToken(session), userId, expires });
  return `${sessionCookieName()}=${session}`;
}

const call = ({ cookie, slug }: Desk, path: string, input: object) =>
  callOverHttp(path, { workspace: slug, ...input }, cookie ? { cookie } : {});

/** The inputs of every procedure; what a person would paste is a canary. */
const inputsOf = async (desk: Desk): Promise<[path: string, input: object][]> =>
  (await inputsFor(desk)).map(([path, input]) => [
    path,
    path === "connection.setLogin" ? { token: desk.login } : input,
  ]);

/** Has the worker open the stream of a session with a login, which MoltFlow refuses. */
async function followWithLogin({ workspaceId, login }: Desk): Promise<void> {
  const { id } = await createNumber(workspaceId, "Followed", operator);
  await setLogin(workspaceId, login, operator);
  await startPairing(workspaceId, id, operator);
}

/** Every row of every table, jobs and migrations too, as text. */
async function findInDatabase(): Promise<string[]> {
  const tables = await systemSql()<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`;
  const found = tables.map(async ({ name }) => {
    const rows = await systemSql().unsafe<{ row: string }[]>(`select t::text as row from ${name} t`);
    return rows.flatMap(({ row }) => findIn(name, row));
  });
  return (await Promise.all(found)).flat();
}

/**
 * `connect` is only tried with a wrong key. The account's take what the caller alone has: a second factor, a mailed code,
 * an authenticator's signature, an id of their own; so do notes and notices, which are the owner's here.
 * `tests/server/account`, `teamwork` and `notices` try those. Nothing is sold here; `tests/server/billing` buys.
 */
const refusedToEverybody = [
  "account.addPasskey",
  "account.confirm",
  "account.finishTotp",
  "account.removePasskey",
  "account.renamePasskey",
  "account.renewRecoveryCodes",
  "account.revokeSession",
  "alerts.removeBrowser",
  "alerts.testPush",
  "billing.checkout",
  "billing.confirm",
  "billing.portal",
  "connection.connect",
  "notices.markRead",
  "notices.snooze",
  "teamwork.changeNote",
  "teamwork.deleteNote",
  "teamwork.restoreNote",
];

test("a canary is recognised in each of its forms", () => {
  const value = plant("a canary", random());
  const bytes = Buffer.from(value);
  const forms = [value, value.toUpperCase(), bytes.toString("hex"), bytes.toString("base64")];
  expect(forms.flatMap((form) => findIn("a text", `before ${form} after`))).toHaveLength(forms.length);
});

test("every procedure is tried: a new one needs an input here", async () => {
  const inputs = await inputsFor(await makeDesk("nobody"));
  expect(inputs.map(([path]) => path).sort()).toEqual([...procedures.keys()].sort());
});

test("keys, secrets, tokens and sessions appear in no answer, no row and no log line", async () => {
  const found: string[] = [];
  const succeeded = new Set<string>();
  const serverErrors: string[] = [];
  for (const role of ["nobody", "stranger", ...roles] as const) {
    const desk = await makeDesk(role);
    if (role === "nobody") await followWithLogin(desk);
    for (const [path, input] of await inputsOf(desk)) {
      // More calls than any plan allows a minute.
      await startNewMinute(desk.connection.id);
      sandbox.sandbox.limiter.reset();
      const { status, text } = await call(desk, path, input);
      if (status === 200) succeeded.add(path);
      if (status >= 500) serverErrors.push(`${path} by ${role}: ${text}`);
      found.push(...findIn(`${path} by ${role}`, text));
    }
  }
  expect(serverErrors).toEqual([]);
  found.push(...(await findInDatabase()));
  await workOff();
  found.push(...(await findInDatabase()), ...findIn("the log", logged.join("")));
  found.push(...mailServer.mails.flatMap(({ data }) => findIn("a mail", data)));
  expect(found).toEqual([]);
  const refused = [...procedures.keys()].filter((path) => !succeeded.has(path));
  expect(refused.sort()).toEqual(refusedToEverybody);
  expect(mailServer.mails.length, "mails").toBeGreaterThan(5);
  expect(logged.join(""), "the login was used").toContain("a session's stream ended");
  expect(logged.length, "lines of the log").toBeGreaterThan(10);
}, 120_000);
