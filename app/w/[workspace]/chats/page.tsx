import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("chats");
  return { title: t("title") };
}

/** The layout shows the list; there is nothing else to read for it. */
export default function ChatsPage() {
  return null;
}
