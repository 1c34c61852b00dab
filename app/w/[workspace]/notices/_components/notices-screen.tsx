"use client";

import { useQuery } from "@tanstack/react-query";
import { CheckCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useIsLive } from "#app/_lib/of-browser.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { NoticeList } from "../../_components/notice-list.tsx";
import { useMarkRead } from "../../_components/use-mark-notices-read.ts";

/** All of the reader's notices. */
export function NoticesScreen({ workspace }: { workspace: string }) {
  const t = useTranslations("notices");
  const trpc = useTRPC();
  const markRead = useMarkRead(workspace);
  const isLive = useIsLive();
  const unread = useQuery(trpc.notices.unread.queryOptions({ workspace })).data?.count ?? 0;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          isLive &&
          unread > 0 && (
            <Button variant="outline" onClick={markRead.all}>
              <CheckCheck aria-hidden />
              {t("markAll")}
            </Button>
          )
        }
      />
      <div className="overflow-hidden rounded-lg border bg-card">
        <NoticeList workspace={workspace} />
      </div>
    </>
  );
}
