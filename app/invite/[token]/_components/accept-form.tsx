"use client";

import { useActionState } from "react";
import { Callout } from "#app/_components/callout.tsx";
import { Button } from "#app/_ui/button.tsx";
import { acceptInvitation } from "../actions.ts";

/** A post, which scanners of mail do not send. */
export function AcceptForm({ token, label }: { token: string; label: string }) {
  const [state, submit, isPending] = useActionState(acceptInvitation, { error: null });
  return (
    <form action={submit} className="grid gap-4">
      <input type="hidden" name="token" value={token} />
      {state.error !== null && (
        <div role="alert">
          <Callout tone="danger">{state.error}</Callout>
        </div>
      )}
      <Button type="submit" size="lg" loading={isPending} data-testid="accept-invitation">
        {label}
      </Button>
    </form>
  );
}
