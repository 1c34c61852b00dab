import { newId } from "#server/core/ids.ts";
import type { DomainInputs } from "./define.ts";

/** Nothing that an authenticator signed, yet in its form. */
const credential = { id: "AAAA", rawId: "AAAA", type: "public-key", clientExtensionResults: {} };
const words = Buffer.from('{"type":"webauthn.get","challenge":"AAAA"}').toString("base64url");

export const account: DomainInputs = async () => ({
  "account.security": {},
  "account.sessions": {},
  "account.revokeSession": { sessionId: newId() },
  "account.revokeOtherSessions": {},
  "account.sendConfirmCode": {},
  "account.confirmOptions": {},
  "account.confirm": { by: "totp", code: "000000" },
  "account.startTotp": {},
  "account.finishTotp": { code: "000000" },
  "account.removeTotp": {},
  "account.renewRecoveryCodes": {},
  "account.newPasskey": {},
  "account.addPasskey": {
    name: "Canary",
    response: { ...credential, response: { clientDataJSON: words, attestationObject: "AAAA" } },
  },
  "account.renamePasskey": { passkeyId: "AAAA", name: "Canary" },
  "account.removePasskey": { passkeyId: "AAAA" },
  "workspaces.secondFactors": {},
  "workspaces.setTwoFactorPolicy": { required: false },
});
