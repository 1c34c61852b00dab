import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type { Assertion, Attestation } from "#server/account/schemas.ts";
import { digest } from "#server/core/ids.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

/** What an authenticator may do otherwise than it should. */
export type Manner = { origin?: string; rpId?: string; isVerified?: boolean; counter?: number };

const present = 0x01;
const verified = 0x04;
const attested = 0x40;

/** A passkey in software: it answers as a phone would, or as badly as a test wants. */
export function makeAuthenticator() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credentialId = randomBytes(16);
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  let uses = 0;

  const clientData = (type: string, challenge: string, { origin = "http://localhost:3000" }: Manner) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

  const authenticatorData = (
    flags: number,
    { rpId = "localhost", isVerified = true, counter }: Manner,
    rest: Uint8Array = Buffer.alloc(0),
  ) => {
    uses += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter ?? uses);
    const flag = Buffer.of(flags | present | (isVerified ? verified : 0));
    return Buffer.concat([digest(rpId), flag, count, rest]);
  };

  const cosePublicKey = () =>
    isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, "base64url"))],
        [-3, new Uint8Array(Buffer.from(y, "base64url"))],
      ]),
    );

  const id = text(credentialId);
  const head = { id, rawId: id, type: "public-key" as const, clientExtensionResults: {} };

  return {
    id,
    /** A new credential for this challenge. */
    register(challenge: string, manner: Manner = {}): Attestation {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const credential = Buffer.concat([Buffer.alloc(16), length, credentialId, cosePublicKey()]);
      const authData = new Uint8Array(authenticatorData(attested, manner, credential));
      const attestation = new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]);
      const attestationObject = text(isoCBOR.encode(attestation as never));
      const clientDataJSON = text(clientData("webauthn.create", challenge, manner));
      return { ...head, response: { clientDataJSON, attestationObject, transports: ["internal"] } };
    },
    /** A signature under this challenge. */
    sign(challenge: string, manner: Manner = {}): Assertion {
      const client = clientData("webauthn.get", challenge, manner);
      const authData = authenticatorData(0, manner);
      const signature = sign("sha256", Buffer.concat([authData, digest(client)]), privateKey);
      return {
        ...head,
        response: {
          clientDataJSON: text(client),
          authenticatorData: text(authData),
          signature: text(signature),
        },
      };
    },
  };
}

export type Authenticator = ReturnType<typeof makeAuthenticator>;
