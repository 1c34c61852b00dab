"use client";

import { useMutation } from "@tanstack/react-query";
import {
  Eye,
  EyeOff,
  KeyRound,
  ListFilter,
  MoreHorizontal,
  RefreshCw,
  ShieldCheck,
  ShieldQuestion,
} from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { CopyField } from "#app/_components/copy-button.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { InboxView } from "#server/inbox/schemas.ts";
import { ReplaceUrl } from "./replace-url.tsx";
import { RotateSecret } from "./rotate-secret.tsx";

interface InboxRowProps {
  workspace: string;
  inbox: InboxView;
  mayManage: boolean;
}

export function InboxRow({ workspace, inbox, mayManage }: InboxRowProps) {
  const t = useTranslations("inbox.settings");
  const trpc = useTRPC();
  const errorToast = useErrorToast();
  const [url, setUrl] = useState<string | null>(null);
  const showUrl = useMutation(
    trpc.inboxes.showUrl.mutationOptions({ onSuccess: (shown) => setUrl(shown.url), onError: errorToast }),
  );
  return (
    <li data-testid="inbox-row" data-inbox-id={inbox.id} className="grid gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <InboxFacts inbox={inbox} />
        {mayManage && (
          <div className="ms-auto flex items-center gap-2">
            <Button
              size="sm"
              variant="outline"
              loading={showUrl.isPending}
              aria-expanded={url !== null}
              onClick={() => (url === null ? showUrl.mutate({ workspace, inboxId: inbox.id }) : setUrl(null))}
            >
              {url === null ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
              {url === null ? t("showUrl") : t("hideUrl")}
            </Button>
            <InboxMenu workspace={workspace} inbox={inbox} onReplaced={setUrl} />
          </div>
        )}
      </div>
      {url !== null && (
        <div className="grid gap-1.5" data-testid="inbox-url">
          <CopyField label={t("url")} value={url} />
          <p className="text-muted-foreground text-xs">{t("urlWarning")}</p>
        </div>
      )}
    </li>
  );
}

function InboxFacts({ inbox }: { inbox: InboxView }) {
  const t = useTranslations("inbox.settings");
  const format = useFormatter();
  const { oldSecret } = inbox;
  return (
    <div className="grid min-w-0 gap-1">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="truncate font-medium" dir="auto">
          {inbox.name}
        </span>
        {inbox.connected ? (
          <Badge tone="primary" title={t("connectedHint")}>
            {t("connected")}
          </Badge>
        ) : (
          <Badge tone="outline">{t("byHand")}</Badge>
        )}
        <Badge tone={inbox.signed ? "success" : "warning"}>
          {inbox.signed ? <ShieldCheck aria-hidden /> : <ShieldQuestion aria-hidden />}
          {inbox.signed ? t("signed") : t("unsigned")}
        </Badge>
      </div>
      <p className="text-muted-foreground text-xs">
        {t.rich("createdAt", { time: () => <RelativeTime at={inbox.createdAt} /> })}
      </p>
      {oldSecret && (
        <p className="text-warning text-xs">
          {oldSecret.until === null
            ? t("oldSecretOpen")
            : t("oldSecretUntil", {
                time: format.dateTime(new Date(oldSecret.until), { dateStyle: "medium", timeStyle: "short" }),
              })}
        </p>
      )}
    </div>
  );
}

interface InboxMenuProps {
  workspace: string;
  inbox: InboxView;
  onReplaced: (url: string) => void;
}

function InboxMenu({ workspace, inbox, onReplaced }: InboxMenuProps) {
  const t = useTranslations("inbox");
  const [dialog, setDialog] = useState<"rotate" | "replace" | null>(null);
  const close = (isOpen: boolean) => {
    if (!isOpen) setDialog(null);
  };
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={t("settings.menu", { name: inbox.name })}>
            <MoreHorizontal aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem asChild>
            <Link href={`/w/${workspace}/inbox?inbox=${inbox.id}`}>
              <ListFilter aria-hidden />
              {t("settings.openEvents")}
            </Link>
          </DropdownMenuItem>
          {inbox.signed && (
            <DropdownMenuItem onSelect={() => setDialog("rotate")}>
              <KeyRound aria-hidden />
              {t("rotate.action")}
            </DropdownMenuItem>
          )}
          <DropdownMenuItem onSelect={() => setDialog("replace")}>
            <RefreshCw aria-hidden />
            {t("replace.action")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <RotateSecret workspace={workspace} inbox={inbox} open={dialog === "rotate"} onOpenChange={close} />
      <ReplaceUrl
        workspace={workspace}
        inbox={inbox}
        open={dialog === "replace"}
        onOpenChange={close}
        onReplaced={onReplaced}
      />
    </>
  );
}
