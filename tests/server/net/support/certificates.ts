import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";

const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
};
const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const utf8 = (text: string) => der(0x0c, Buffer.from(text));

const ecdsaWithSha256 = () => sequence(oid("2a8648ce3d040302"));
const named = (commonName: string) => sequence(der(0x31, sequence(oid("550403"), utf8(commonName))));

function at(instant: Date): Buffer {
  const text = instant.toISOString().replace(/[-:T]|\.\d+/g, "");
  return der(0x18, Buffer.from(text));
}

const extension = (id: string, value: Buffer) => sequence(oid(id), der(0x04, value));
const isAuthority = () => extension("551d13", sequence(der(0x01, Buffer.from([0xff]))));
const forName = (name: string) => extension("551d11", sequence(der(0x82, Buffer.from(name))));

const pem = (bytes: Buffer) => {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
};

let serial = 1;

export type Authority = { certificate: string; key: KeyObject };

function sign(
  subject: string,
  publicKey: KeyObject,
  signer: KeyObject,
  { from, until, more }: { from: Date; until: Date; more: Buffer },
): string {
  serial += 1;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([serial])),
    ecdsaWithSha256(),
    named("Authority of a test"),
    sequence(at(from), at(until)),
    named(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(more)),
  );
  const signature = createSign("sha256").update(body).sign(signer);
  return pem(sequence(body, ecdsaWithSha256(), der(0x03, Buffer.from([0]), signature)));
}

const newKeys = () => generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const dayMs = 86_400_000;

/** Signs certificates that a process trusts once it is told to. */
export function makeAuthority(): Authority {
  const { privateKey, publicKey } = newKeys();
  const [from, until] = [new Date(Date.now() - 100 * dayMs), new Date(Date.now() + 100 * dayMs)];
  const certificate = sign("Authority of a test", publicKey, privateKey, {
    from,
    until,
    more: isAuthority(),
  });
  return { certificate, key: privateKey };
}

/** What a TLS server needs to be `name`, from ten days ago until `daysLeft` from now. */
export function makeCertificate(authority: Authority, name: string, { daysLeft = 10 } = {}) {
  const { privateKey, publicKey } = newKeys();
  const [from, until] = [new Date(Date.now() - 10 * dayMs), new Date(Date.now() + daysLeft * dayMs)];
  const cert = sign(name, publicKey, authority.key, { from, until, more: forName(name) });
  return { cert, key: privateKey.export({ type: "pkcs8", format: "pem" }) };
}
