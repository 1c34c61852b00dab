import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { currentViewer, pendingPerson } from "#app/_lib/auth/viewer.ts";
import { Button } from "#app/_ui/button.tsx";
import { configuredProviders, ownPath } from "#server/auth/index.ts";
import { Title } from "../_components/title.tsx";
import { LinkForm } from "./_components/link-form.tsx";
import { PasskeySignIn } from "./_components/passkey-sign-in.tsx";
import { first } from "./search-params.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.signIn");
  return { title: t("pageTitle") };
}

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const query = await searchParams;
  const error = first(query.error);
  if (error) redirect(`/sign-in/error?error=${encodeURIComponent(error)}`);
  const callback = ownPath(first(query.callback) ?? first(query.callbackUrl));
  if (await currentViewer()) redirect(callback);
  if (await pendingPerson()) redirect(`/sign-in/second-factor?callback=${encodeURIComponent(callback)}`);
  const t = await getTranslations("auth.signIn");
  const providers = configuredProviders();
  return (
    <>
      <Title title={t("title")}>{t("lead")}</Title>
      <LinkForm callback={callback} />
      <div className="my-5 flex items-center gap-3 text-muted-foreground text-xs before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
        {t("or")}
      </div>
      <div className="grid gap-2">
        <PasskeySignIn callback={callback} />
        {providers.map(({ id, name }) => (
          <form key={id} method="post" action={`/api/auth/signin/${id}`} className="grid">
            <input type="hidden" name="callbackUrl" value={callback} />
            <Button type="submit" size="lg" variant="outline">
              {t("continueWith", { provider: name })}
            </Button>
          </form>
        ))}
      </div>
    </>
  );
}
