import { Lock } from "lucide-react";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, Suspense } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { requireViewer } from "#app/_lib/auth/viewer.ts";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { pathHeader } from "#server/http/security.ts";
import { PageBody } from "../_components/page-body.tsx";
import { accessTo } from "../_lib/access.ts";
import { ChatsScreen } from "./_components/chats-screen.tsx";
import { ChatsSkeleton } from "./_components/chats-skeleton.tsx";
import { loadListParams, toListFilter } from "./search-params.ts";

interface ChatsLayoutProps {
  params: Promise<{ workspace: string }>;
  children: ReactNode;
}

/** The filters in the address, which Next tells pages only; the list is made here, so that it outlives them. */
async function addressedFilter() {
  const path = (await headers()).get(pathHeader) ?? "";
  return toListFilter(loadListParams(new URLSearchParams(path.split("?")[1] ?? "")));
}

/** Reads the list with the page, which names the open chat and reads its thread meanwhile. */
export default function ChatsLayout(props: ChatsLayoutProps) {
  return (
    <Suspense fallback={<ChatsSkeleton />}>
      <Chats {...props} />
    </Suspense>
  );
}

async function Chats({ params, children }: ChatsLayoutProps) {
  const { workspace } = await params;
  const [viewer, sending, working, assigning, labelling, makingLabels, connecting, pairing, t] =
    await Promise.all([
      requireViewer(),
      accessTo(workspace, "chats.read", "messages.send"),
      accessTo(workspace, "chats.read", "chats.work"),
      accessTo(workspace, "chats.read", "chats.assign"),
      accessTo(workspace, "chats.read", "labels.set"),
      accessTo(workspace, "chats.read", "labels.manage"),
      accessTo(workspace, "chats.read", "connection.manage"),
      accessTo(workspace, "chats.read", "numbers.manage"),
      getTranslations("chats.billingRole"),
    ]);
  if (!sending.mayRead) {
    return (
      <PageBody>
        <EmptyState heading="h1" icon={<Lock />} title={t("title")} text={t("text")} />
      </PageBody>
    );
  }
  prefetch(trpc.chats.list.queryOptions({ workspace, ...(await addressedFilter()) }));
  prefetch(trpc.chats.counts.queryOptions({ workspace }));
  prefetch(trpc.numbers.list.queryOptions({ workspace }));
  prefetch(trpc.connection.get.queryOptions({ workspace }));
  return (
    <NuqsAdapter>
      {/* The pages show nothing: they hand over what they have read. */}
      {children}
      <Hydrate>
        <ChatsScreen
          access={{
            workspace,
            viewerName: viewer.name ?? viewer.email,
            mayWork: working.mayManage,
            mayAssign: assigning.mayManage,
            mayLabel: labelling.mayManage,
            mayMakeLabels: makingLabels.mayManage,
            ...{ sending, connecting, pairing },
          }}
        />
      </Hydrate>
    </NuqsAdapter>
  );
}
