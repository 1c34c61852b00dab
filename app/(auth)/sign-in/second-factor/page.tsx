import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { signOut } from "#app/_lib/auth/sign-out.ts";
import { pendingPerson } from "#app/_lib/auth/viewer.ts";
import { Button } from "#app/_ui/button.tsx";
import { readSecurity } from "#server/account/index.ts";
import { ownPath } from "#server/auth/index.ts";
import { Title } from "../../_components/title.tsx";
import { first } from "../search-params.ts";
import { SecondFactorForm } from "./_components/second-factor-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.secondFactor");
  return { title: t("pageTitle") };
}

/** After the link or the service, for people who have more to show than that. */
export default async function SecondFactorPage({ searchParams }: PageProps<"/sign-in/second-factor">) {
  const callback = ownPath(first((await searchParams).callback));
  const pending = await pendingPerson();
  if (!pending) redirect(callback);
  const { totp, passkeys, recoveryCodesLeft } = await readSecurity(pending.id, pending.email);
  const t = await getTranslations("auth.secondFactor");
  return (
    <>
      <Title title={t("title")}>{t("lead", { email: pending.email })}</Title>
      <SecondFactorForm
        callback={callback}
        email={pending.email}
        ways={[
          ...(totp ? (["totp"] as const) : []),
          ...(passkeys.length > 0 ? (["passkey"] as const) : []),
          ...(recoveryCodesLeft > 0 ? (["recovery"] as const) : []),
        ]}
      />
      <p className="mt-6 text-pretty text-muted-foreground text-xs">{t("lost")}</p>
      <form action={signOut} className="mt-2">
        <Button type="submit" variant="link" className="text-xs">
          {t("otherAccount")}
        </Button>
      </form>
    </>
  );
}
