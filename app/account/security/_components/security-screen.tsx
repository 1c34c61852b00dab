"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Authenticator } from "./authenticator.tsx";
import { Passkeys } from "./passkeys.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { Sessions } from "./sessions.tsx";

interface SecurityScreenProps {
  /** The workspace that sent the person here, because it asks for a second factor. */
  requiredBy: { name: string; slug: string } | null;
}

export function SecurityScreen({ requiredBy }: SecurityScreenProps) {
  const t = useTranslations("security.account");
  const trpc = useTRPC();
  const { data: security } = useSuspenseQuery(trpc.account.security.queryOptions());
  const hasFactor = security.totp !== null || security.passkeys.length > 0;
  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      {requiredBy && <RequiredNotice {...requiredBy} hasFactor={hasFactor} />}
      <Authenticator security={security} />
      <Passkeys security={security} />
      {hasFactor && <RecoveryCodes left={security.recoveryCodesLeft} />}
      <Sessions />
    </>
  );
}

function RequiredNotice({ name, slug, hasFactor }: { name: string; slug: string; hasFactor: boolean }) {
  const t = useTranslations("security.required");
  if (!hasFactor) {
    return (
      <Callout tone="warning" title={t("title", { name })}>
        {t("text")}
      </Callout>
    );
  }
  return (
    <Callout
      tone="success"
      title={t("doneTitle")}
      action={
        <Button asChild size="sm">
          {/* A whole new page: what was read without the factor is read again. */}
          <Link href={`/w/${slug}`} prefetch={false}>
            {t("open", { name })}
          </Link>
        </Button>
      }
    >
      {t("doneText", { name })}
    </Callout>
  );
}
