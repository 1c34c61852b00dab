"use client";

import { CircleCheck, Inbox, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { ConnectionView } from "#server/connections/view.ts";
import { WebhookNotice } from "./webhook-notice.tsx";

interface ConnectDoneProps {
  workspace: string;
  connection: ConnectionView;
  onOverview: () => void;
}

/** The set-up's last step: what works now, and where to go. */
export function ConnectDone({ workspace, connection, onOverview }: ConnectDoneProps) {
  const t = useTranslations("connection.done");
  const count = connection.numbers.filter((number) => number.allowed).length;
  const isRegistered = connection.webhook === "registered";
  return (
    <Card>
      <CardHeader>
        <CardTitle className="flex items-center gap-2">
          <CircleCheck className="size-4 text-success" aria-hidden />
          {t("title")}
        </CardTitle>
        {isRegistered && <CardDescription role="status">{t("text", { count })}</CardDescription>}
      </CardHeader>
      <CardContent className="grid gap-4">
        <WebhookNotice workspace={workspace} connection={connection} mayManage />
        <div className="flex flex-wrap gap-2">
          {count === 0 ? (
            <Button asChild>
              <Link href={`/w/${workspace}/numbers`}>
                <Plus aria-hidden />
                {t("openNumbers")}
              </Link>
            </Button>
          ) : (
            <Button asChild>
              <Link href={`/w/${workspace}/inbox`}>
                <Inbox aria-hidden />
                {t("openInbox")}
              </Link>
            </Button>
          )}
          <Button variant="outline" onClick={onOverview}>
            {t("overview")}
          </Button>
        </div>
      </CardContent>
    </Card>
  );
}
