import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { currentViewer } from "#app/_lib/auth/viewer.ts";
import { Button } from "#app/_ui/button.tsx";
import { Title } from "../../_components/title.tsx";
import { first } from "../search-params.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.error");
  return { title: t("pageTitle") };
}

/** next-auth's names for what went wrong, and ours for what to say about it. */
const causes = new Map([
  ["Verification", "link"],
  ["OAuthAccountNotLinked", "notLinked"],
  ["EmailNotVerified", "notVerified"],
  ["AccessDenied", "denied"],
  ["TooMany", "limited"],
  ["OAuthSignin", "provider"],
  ["OAuthCallback", "provider"],
  ["OAuthCreateAccount", "provider"],
  ["Callback", "unknown"],
  ["Configuration", "configuration"],
] as const);

const causeOf = (error: string | undefined) =>
  [...causes].find(([name]) => name.toLowerCase() === error?.toLowerCase())?.[1] ?? "unknown";

export default async function SignInErrorPage({ searchParams }: PageProps<"/sign-in/error">) {
  const cause = causeOf(first((await searchParams).error));
  const t = await getTranslations("auth.error");
  // A link that was opened twice: the first time did what they wanted.
  const viewer = await currentViewer();
  return (
    <>
      <Title title={t(`${cause}.title`)}>{t(`${cause}.text`)}</Title>
      <div className="grid">
        <Button asChild size="lg">
          {viewer ? (
            <Link href="/w">{t("continueAs", { email: viewer.email })}</Link>
          ) : (
            <Link href="/sign-in">{t(`${cause}.action`)}</Link>
          )}
        </Button>
      </div>
    </>
  );
}
