import type { Metadata } from "next";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { pathHeader } from "#server/http/security.ts";
import { accessTo } from "../../_lib/access.ts";
import { chatOfPath } from "../search-params.ts";

interface ChatPageProps {
  params: Promise<{ workspace: string; chat: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("chats");
  return { title: t("title") };
}

/** Next adds this to what the browser asks for while one goes from page to page. */
const isNavigation = async () => /[?&]_rsc=/.test((await headers()).get(pathHeader) ?? "");

/**
 * Reads the open chat, which the layout shows beside the list; one that is not there is said there too. Who comes from
 * the list has the browser read it, which has begun already.
 */
export default async function ChatPage({ params }: ChatPageProps) {
  const { workspace, chat: id } = await params;
  const chat = chatOfPath(`/chats/${id}`);
  const { mayRead } = await accessTo(workspace, "chats.read", "chats.work");
  if (!mayRead || chat === null || (await isNavigation())) return null;
  prefetch(trpc.chats.get.queryOptions({ workspace, chat }));
  prefetch(trpc.chats.thread.queryOptions({ workspace, chat }));
  return <Hydrate>{null}</Hydrate>;
}
