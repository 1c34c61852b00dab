import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { SearchParams } from "nuqs/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { api, Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../_components/page-body.tsx";
import { accessTo, orNotFound } from "../_lib/access.ts";
import { accessToDestinations } from "../settings/destinations/access.ts";
import { InboxScreen } from "./_components/inbox-screen.tsx";
import { MarkSeen } from "./mark-seen.tsx";
import { loadFilterParams, toEventFilter } from "./search-params.ts";

interface InboxPageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("inbox");
  return { title: t("title") };
}

export default async function InboxPage({ params, searchParams }: InboxPageProps) {
  const { workspace } = await params;
  const [replying, assigning, exporting, connecting, destinations, t] = await Promise.all([
    accessTo(workspace, "inbox.read", "messages.send"),
    accessTo(workspace, "inbox.read", "chats.assign"),
    accessTo(workspace, "inbox.read", "inbox.export"),
    accessTo(workspace, "inbox.read", "connection.manage"),
    accessToDestinations(workspace),
    getTranslations("inbox.billingRole"),
  ]);
  if (!replying.mayRead) {
    return (
      <PageBody>
        <EmptyState icon={<Lock />} title={t("title")} text={t("text")} />
      </PageBody>
    );
  }
  const filter = toEventFilter(await loadFilterParams(searchParams));
  const { assignedOnly, hidePhones } = await requireMembership(workspace);
  const caller = await api();
  const [page, choices] = await orNotFound(
    Promise.all([caller.inbox.events({ workspace, ...filter }), caller.inbox.filters({ workspace })]),
  );
  if (page.events.length === 0) {
    prefetch(trpc.connection.get.queryOptions({ workspace }));
    prefetch(trpc.numbers.list.queryOptions({ workspace }));
  }
  return (
    <NuqsAdapter>
      <MarkSeen workspace={workspace} latestSeq={page.latestSeq} />
      <Hydrate>
        <InboxScreen
          workspace={workspace}
          first={{ filter, page }}
          choices={choices}
          replying={replying}
          mayAssign={assigning.mayManage}
          mayExport={exporting.mayManage}
          destinations={destinations}
          connecting={connecting}
          limits={{ assignedOnly, hidePhones }}
        />
      </Hydrate>
    </NuqsAdapter>
  );
}
