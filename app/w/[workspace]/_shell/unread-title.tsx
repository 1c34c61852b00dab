"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";

const maxShown = 99;
const counted = /^\(\d+\+?\) /;

/** Says in the tab's title, and by a dot on its icon, how many notices wait: for whoever looks at another tab. */
export function UnreadTitle({ workspace }: { workspace: string }) {
  const t = useTranslations("notices");
  const trpc = useTRPC();
  const count = useQuery(trpc.notices.unread.queryOptions({ workspace })).data?.count ?? 0;
  useEffect(() => {
    const mark = () => {
      const title = document.title.replace(counted, "");
      const words = count > maxShown ? t("manyTitled", { title }) : t("titled", { count, title });
      const wanted = count > 0 ? words : title;
      // Writing what stands there already would call the observer again, for ever.
      if (document.title !== wanted) document.title = wanted;
    };
    // Each page brings a title of its own.
    const observer = new MutationObserver(mark);
    mark();
    for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')) {
      markIcon(link, count > 0);
    }
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [count, t]);
  return null;
}

function markIcon(link: HTMLLinkElement, isMarked: boolean): void {
  link.dataset.plain ??= link.href;
  const wanted = isMarked ? new URL("/icon-unread.svg", location.href).href : link.dataset.plain;
  if (link.href !== wanted) link.href = wanted;
}
