import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { currentViewer } from "#app/_lib/auth/viewer.ts";
import { callbackPathOf, ownPath } from "#server/auth/index.ts";
import { Title } from "../../_components/title.tsx";
import { first } from "../search-params.ts";
import { UseLink } from "./_components/use-link.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.link");
  // The address of this page is the key; no other site may learn it.
  return { title: t("pageTitle"), referrer: "same-origin", robots: { index: false } };
}

/** Where the mailed link leads. Looking at it does nothing: mail scanners look, people go on. */
export default async function LinkPage({ searchParams }: PageProps<"/sign-in/link">) {
  const query = await searchParams;
  const token = first(query.token);
  const email = first(query.email);
  if (!token || !email) redirect("/sign-in/error?error=Verification");
  const callbackUrl = ownPath(first(query.callback));
  if ((await currentViewer())?.email === email) redirect(callbackUrl);
  const t = await getTranslations("auth.link");
  return (
    <>
      <Title title={t("title")}>{t("text", { email })}</Title>
      <UseLink action={callbackPathOf({ token, email, callbackUrl })} label={t("submit")} />
    </>
  );
}
