import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { accessTo } from "../../_lib/access.ts";
import { chatOfPath } from "../search-params.ts";

interface ChatPageProps {
  params: Promise<{ workspace: string; chat: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("chats");
  return { title: t("title") };
}

/** Reads the open chat, which the layout shows beside the list; one that is not there is said there too. */
export default async function ChatPage({ params }: ChatPageProps) {
  const { workspace, chat: id } = await params;
  const chat = chatOfPath(`/chats/${id}`);
  const { mayRead } = await accessTo(workspace, "chats.read", "chats.work");
  if (!mayRead || chat === null) return null;
  prefetch(trpc.chats.get.queryOptions({ workspace, chat }));
  prefetch(trpc.chats.thread.queryOptions({ workspace, chat }));
  return <Hydrate>{null}</Hydrate>;
}
