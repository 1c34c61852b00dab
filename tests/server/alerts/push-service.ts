import { createDecipheriv, createECDH, createPublicKey, hkdfSync, verify } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a browser showed, and what its push service was told beside it. */
export type Pushed = { message: Record<string, string>; headers: IncomingHttpHeaders; path: string };

type Respond = (response: ServerResponse, path: string) => void;

const taken: Respond = (response) => response.writeHead(201).end();
const decode = (text: string) => Buffer.from(text, "base64url");

/** A browser's keys, as RFC 8291 wants them. */
export function makeBrowserKeys() {
  const curve = createECDH("prime256v1");
  const p256dh = curve.generateKeys("base64url");
  const auth = Buffer.alloc(16, 7);
  return { curve, auth, keys: { p256dh, auth: auth.toString("base64url") } };
}

const browser = makeBrowserKeys();

/** RFC 8291 and RFC 8188: what only the browser can read, in one record. */
function decrypt(body: Buffer, { curve, auth }: Pick<typeof browser, "curve" | "auth"> = browser) {
  const salt = body.subarray(0, 16);
  const keyLength = body[20] ?? 0;
  const sender = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), curve.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync("sha256", curve.computeSecret(sender), auth, info, 32));
  const derive = (label: string, bytes: number) =>
    Buffer.from(hkdfSync("sha256", secret, salt, Buffer.from(`Content-Encoding: ${label}\0`), bytes));
  const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  // A record ends with 2, and zeros after it.
  return plain.subarray(0, plain.lastIndexOf(2)).toString();
}

/** RFC 8292: who sends, signed by the key that the browser subscribed for. @throws where it is not */
function readVapid(authorization: string, origin: string) {
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  const [header = "", claims = "", signature = ""] = token.split(".");
  const point = decode(key);
  const publicKey = createPublicKey({
    format: "jwk",
    key: {
      ...{ kty: "EC", crv: "P-256" },
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    },
  });
  const isGood = verify(
    "sha256",
    Buffer.from(`${header}.${claims}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    decode(signature),
  );
  const { aud, exp, sub } = JSON.parse(decode(claims).toString());
  if (!isGood || aud !== origin || exp * 1000 < Date.now())
    throw new Error("The sender is not who they say.");
  return { key, sub };
}

/**
 * A push service on this machine that reads what it is given as the browser would, and takes it, or answers as
 * `respond` says.
 */
export async function startPushService() {
  const pushed: Pushed[] = [];
  const keysSeen = new Set<string>();
  let respond = taken;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { key } = readVapid(request.headers.authorization ?? "", origin);
    keysSeen.add(key);
    const path = request.url ?? "";
    pushed.push({ message: JSON.parse(decrypt(Buffer.concat(chunks))), headers: request.headers, path });
    respond(response, path);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ pushed, keysSeen, origin },
    subscriptionOf: (name: string) => ({ endpoint: `${origin}/${name}`, keys: browser.keys }),
    answer: (how: Respond | number) => {
      respond = typeof how === "number" ? (response) => response.writeHead(how).end() : how;
    },
    reset: () => {
      pushed.length = 0;
      respond = taken;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
