import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { env } from "#server/core/env.ts";
import { permits, tokenScopes } from "#server/members/index.ts";
import { PageBody } from "../../_components/page-body.tsx";
import { NoAccess } from "./_components/no-access.tsx";
import { TokensScreen } from "./_components/tokens-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tokens");
  return { title: t("title") };
}

export default async function TokensPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const membership = await requireMembership(workspace);
  if (!permits(membership, "tokens.own")) {
    return (
      <PageBody>
        <NoAccess cause={membership.noExport ? "noExport" : "billing"} />
      </PageBody>
    );
  }
  prefetch(trpc.tokens.list.queryOptions({ workspace }));
  return (
    <PageBody>
      <Hydrate>
        <TokensScreen
          workspace={workspace}
          mayManage={permits(membership, "tokens.manage")}
          scopes={tokenScopes.filter((scope) => permits(membership, scope))}
          callsPerMinute={env().API_REQUESTS_PER_MINUTE}
        />
      </Hydrate>
    </PageBody>
  );
}
