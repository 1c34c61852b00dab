import type { ApiContext } from "#server/api/context.ts";
import { confirmedPerson, router, signedIn } from "#server/api/trpc.ts";
import type { Viewer } from "#server/auth/index.ts";
import { addPasskey, newPasskeyOptions } from "./add-passkey.ts";
import { removePasskey, renamePasskey } from "./change-passkey.ts";
import { sendConfirmCode } from "./mail-code.ts";
import { passkeyProofOptions } from "./passkey-sign-in.ts";
import type { Person } from "./person.ts";
import { confirmPerson } from "./prove.ts";
import { listSessions, readSecurity } from "./reads.ts";
import { renewRecoveryCodes } from "./renew-recovery-codes.ts";
import { revokeOtherSessions, revokeSession } from "./revoke-sessions.ts";
import {
  addPasskeySchema,
  proofSchema,
  removePasskeySchema,
  renamePasskeySchema,
  revokeSessionSchema,
  totpCodeSchema,
} from "./schemas.ts";
import { finishTotp, removeTotp, startTotp } from "./set-up-totp.ts";

const person = ({ viewer, ip }: Pick<ApiContext, "ip"> & { viewer: Viewer }): Person => ({
  id: viewer.id,
  sessionId: viewer.sessionId,
  ip,
});

export const accountRouter = router({
  security: signedIn.query(({ ctx }) => readSecurity(ctx.viewer.id, ctx.viewer.email)),

  sessions: signedIn.query(({ ctx }) => listSessions(ctx.viewer.id, ctx.viewer.sessionId)),
  revokeSession: signedIn
    .input(revokeSessionSchema)
    .mutation(({ ctx, input }) => revokeSession(person(ctx), input.sessionId)),
  revokeOtherSessions: confirmedPerson.mutation(({ ctx }) => revokeOtherSessions(person(ctx))),

  sendConfirmCode: signedIn.mutation(({ ctx }) => sendConfirmCode(person(ctx))),
  confirmOptions: signedIn.mutation(({ ctx }) => passkeyProofOptions(person(ctx))),
  confirm: signedIn.input(proofSchema).mutation(({ ctx, input }) => confirmPerson(person(ctx), input)),

  startTotp: confirmedPerson.mutation(({ ctx }) => startTotp(person(ctx), ctx.viewer.email)),
  finishTotp: confirmedPerson
    .input(totpCodeSchema)
    .mutation(({ ctx, input }) => finishTotp(person(ctx), input.code)),
  removeTotp: confirmedPerson.mutation(({ ctx }) => removeTotp(person(ctx))),
  renewRecoveryCodes: confirmedPerson.mutation(({ ctx }) => renewRecoveryCodes(person(ctx))),

  newPasskey: confirmedPerson.mutation(({ ctx }) => newPasskeyOptions(person(ctx), ctx.viewer)),
  addPasskey: confirmedPerson
    .input(addPasskeySchema)
    .mutation(({ ctx, input }) => addPasskey(person(ctx), input)),
  renamePasskey: signedIn
    .input(renamePasskeySchema)
    .mutation(({ ctx, input }) => renamePasskey(ctx.viewer.id, input)),
  removePasskey: confirmedPerson
    .input(removePasskeySchema)
    .mutation(({ ctx, input }) => removePasskey(person(ctx), input.passkeyId)),
});
