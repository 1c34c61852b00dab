import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { signOut } from "#app/_lib/auth/sign-out.ts";
import { requireViewer } from "#app/_lib/auth/viewer.ts";
import { Button } from "#app/_ui/button.tsx";
import { Title } from "#app/(auth)/_components/title.tsx";
import { env } from "#server/core/env.ts";
import { listMemberships } from "#server/workspaces/index.ts";
import { NameForm } from "./_components/name-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("onboarding.workspace");
  return { title: t("pageTitle") };
}

export default async function NewWorkspacePage() {
  const viewer = await requireViewer();
  const isFirst = (await listMemberships(viewer.id)).length === 0;
  const t = await getTranslations("onboarding.workspace");
  const tShell = await getTranslations("shell");
  const address = `${new URL(env().PUBLIC_URL).host}/w/`;
  return (
    <>
      <Title title={t(isFirst ? "titleFirst" : "title")}>{t("lead")}</Title>
      <NameForm address={address} />
      {!isFirst && (
        <Button asChild variant="ghost" size="lg" className="mt-2">
          <Link href="/w">{t("back")}</Link>
        </Button>
      )}
      <form
        action={signOut}
        className="mt-6 flex flex-wrap items-center gap-x-2 text-muted-foreground text-xs"
      >
        <span className="wrap-anywhere">{t("signedInAs", { email: viewer.email })}</span>
        <Button type="submit" variant="link" className="text-xs">
          {tShell("signOut")}
        </Button>
      </form>
    </>
  );
}
