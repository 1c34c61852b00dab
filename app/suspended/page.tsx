import type { Metadata } from "next";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import { getFormatter, getTranslations } from "next-intl/server";
import { requireViewer, viewersMembership } from "#app/_lib/auth/viewer.ts";
import { Avatar } from "#app/_ui/avatar.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Title } from "#app/(auth)/_components/title.tsx";
import { listManagers } from "#server/members/index.ts";
import { listMemberships } from "#server/workspaces/index.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("members.suspendedPage");
  return { title: t("pageTitle") };
}

/** Tells a member who is suspended, or whom the plan has no seat for, where they may not enter, who can change that, and where else they can go. */
export default async function SuspendedPage({ searchParams }: PageProps<"/suspended">) {
  const { workspace: slug } = await searchParams;
  const viewer = await requireViewer();
  // A stranger sees the same as for a workspace that does not exist.
  const membership = (typeof slug === "string" && (await viewersMembership(slug))) || notFound();
  if (!membership.suspendedAt && !membership.frozenAt) redirect(`/w/${membership.slug}`);
  const [managers, others, t, tRoles, format] = await Promise.all([
    listManagers(membership.id),
    listMemberships(viewer.id),
    getTranslations("members.suspendedPage"),
    getTranslations("common.roles"),
    getFormatter(),
  ]);
  const people = managers.map(({ name, role }) => t("person", { name, role: tRoles(role) }));
  return (
    <>
      <Title title={t("title", { workspace: membership.name })}>
        {t(membership.suspendedAt ? "text" : "frozenText", {
          people: format.list(people, { type: "disjunction" }),
        })}
      </Title>
      {others.length > 0 && (
        <section className="grid gap-2" aria-labelledby="others">
          <h2 id="others" className="font-medium text-sm">
            {t("others")}
          </h2>
          <ul className="grid gap-2">
            {others.map(({ slug, name }) => (
              <li key={slug}>
                <Button asChild variant="outline" size="lg" className="w-full justify-start">
                  <Link href={`/w/${slug}`}>
                    <Avatar name={name} shape="square" size="sm" />
                    <span className="truncate">{name}</span>
                  </Link>
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {others.length === 0 && (
        <Button asChild variant="outline" size="lg">
          <Link href="/new">{t("make")}</Link>
        </Button>
      )}
    </>
  );
}
