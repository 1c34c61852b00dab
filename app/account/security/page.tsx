import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireViewer, viewersMembership } from "#app/_lib/auth/viewer.ts";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { SecurityScreen } from "./_components/security-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("security.account");
  return { title: t("title") };
}

export default async function SecurityPage({ searchParams }: PageProps<"/account/security">) {
  await requireViewer();
  const slug = (await searchParams)["required-by"];
  const membership = typeof slug === "string" ? await viewersMembership(slug) : null;
  // The address may say so for longer than the workspace does.
  const asking = membership?.twoFactorRequired ? { name: membership.name, slug: membership.slug } : null;
  prefetch(trpc.account.security.queryOptions());
  prefetch(trpc.account.sessions.queryOptions());
  return (
    <Hydrate>
      <SecurityScreen requiredBy={asking} />
    </Hydrate>
  );
}
