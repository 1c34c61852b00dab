import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { afterEach, expect, test } from "vitest";
import { languages } from "#app/w/[workspace]/settings/destinations/languages.ts";
import {
  type SignatureKind,
  signatureOf,
  snippet,
} from "#app/w/[workspace]/settings/destinations/snippets.ts";
import { freePort } from "#tests/support/free-port.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const body = JSON.stringify({ id: "msg_1", type: "message.received", data: { text: "été" } });

let receiver: ChildProcess | undefined;

afterEach(async () => {
  if (!receiver || receiver.exitCode !== null) return;
  const gone = once(receiver, "exit");
  receiver.kill();
  receiver = undefined;
  await gone;
});

/** Runs the code for Node as a person would, on a port of its own. */
async function run(kind: SignatureKind, secretInCode: string | null): Promise<string> {
  const port = await freePort();
  const code = snippet("node", kind, secretInCode).replace("8080", String(port));
  receiver = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    env: { ...process.env, MOLTDESK_SECRET: secret },
    stdio: "ignore",
  });
  return `http://localhost:${port}/`;
}

async function post(url: string, headers: Record<string, string>): Promise<number> {
  for (;;) {
    try {
      return (await fetch(url, { method: "POST", body, headers })).status;
    } catch (error) {
      // It does not listen yet.
      if (!(error instanceof TypeError) || receiver?.exitCode !== null) throw error;
      await sleep(50);
    }
  }
}

const signedAt = (at: Date) => ({
  "webhook-id": "msg_1",
  "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
  "webhook-signature": new Webhook(secret).sign("msg_1", at, body),
});

test.each([null, secret])("the code for Node takes what is signed, and nothing else", async (inCode) => {
  const url = await run("standard", inCode);
  const good = signedAt(new Date());
  expect(await post(url, good)).toBe(204);
  expect(await post(url, { ...good, "webhook-signature": `v1,AAAA ${good["webhook-signature"]}` })).toBe(204);
  expect(await post(url, { ...good, "webhook-id": "msg_2" })).toBe(401);
  expect(await post(url, signedAt(new Date(Date.now() - 60 * 60 * 1000)))).toBe(401);
  expect(await post(url, {})).toBe(401);
});

test("the code for Node checks the HMAC of a raw body", async () => {
  const url = await run("hmac", null);
  const hmac = createHmac("sha256", secret).update(body).digest("hex");
  expect(await post(url, { "x-webhook-signature": hmac })).toBe(204);
  expect(await post(url, { "x-webhook-signature": `sha256=${hmac}` })).toBe(204);
  expect(await post(url, { "x-webhook-signature": hmac.replaceAll(/[0-9]/g, "a") })).toBe(401);
  expect(await post(url, {})).toBe(401);
});

test.each(languages)("the secret stands in the code for %s only when it is put there", (language) => {
  for (const kind of ["standard", "hmac"] as const) {
    expect(snippet(language, kind, null)).toContain("MOLTDESK_SECRET");
    expect(snippet(language, kind, null)).not.toContain("whsec_AAAA");
    expect(snippet(language, kind, secret)).toContain(secret);
    expect(snippet(language, kind, secret)).not.toContain("MOLTDESK_SECRET");
  }
});

test("Go imports what it uses and nothing else", () => {
  for (const kind of ["standard", "hmac"] as const) {
    expect(snippet("go", kind, null)).toContain('\t"os"\n');
    expect(snippet("go", kind, secret)).not.toContain('\t"os"\n');
  }
});

test("chat tools check no signature", () => {
  expect(signatureOf("standard")).toBe("standard");
  expect(signatureOf("raw")).toBe("hmac");
  for (const format of ["slack", "discord", "teams"] as const) expect(signatureOf(format)).toBeNull();
});
