import { MailCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Button } from "#app/_ui/button.tsx";
import { linkMaxAgeMs } from "#server/auth/index.ts";
import { Title } from "../../_components/title.tsx";
import { pendingSignIn } from "../pending-cookie.ts";
import { SendAgain } from "./_components/send-again.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.checkMail");
  return { title: t("pageTitle") };
}

export default async function CheckMailPage() {
  const pending = await pendingSignIn();
  if (!pending) redirect("/sign-in");
  const t = await getTranslations("auth.checkMail");
  return (
    <>
      <MailCheck className="mb-4 size-8 text-primary" strokeWidth={1.5} aria-hidden />
      <Title title={t("title")}>
        {t.rich("text", {
          email: pending.email,
          minutes: linkMaxAgeMs / 60_000,
          address: (chunks) => <strong className="wrap-anywhere text-foreground">{chunks}</strong>,
        })}
      </Title>
      <p className="mb-4 text-pretty text-muted-foreground text-sm">{t("hint")}</p>
      <div className="grid gap-2">
        <SendAgain />
        <Button asChild variant="ghost" size="lg">
          <Link href={`/sign-in?callback=${encodeURIComponent(pending.callback)}`}>{t("otherAddress")}</Link>
        </Button>
      </div>
    </>
  );
}
