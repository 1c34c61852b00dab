"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Callout } from "#app/_components/callout.tsx";
import { Button } from "#app/_ui/button.tsx";
import { sendAgain } from "../../actions.ts";

/** Mails another link to the same address and says what came of it. */
export function SendAgain() {
  const t = useTranslations("auth.checkMail");
  const [{ sent, error }, submit, isPending] = useActionState(sendAgain, { sent: 0, error: null });
  return (
    <form action={submit} className="grid gap-2">
      <div role="status" className="empty:hidden">
        {error && <Callout tone="warning">{error}</Callout>}
        {!error && sent > 0 && <Callout tone="success">{t("sentAgain", { sent })}</Callout>}
      </div>
      <Button type="submit" size="lg" variant="outline" loading={isPending}>
        {t("sendAgain")}
      </Button>
    </form>
  );
}
