"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { MoreHorizontal, Pause, Pencil, Play, Send, ShieldCheck, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { WebhookView } from "#server/webhooks/schemas.ts";
import { DeleteWebhook } from "./delete-webhook.tsx";
import { TestResult } from "./test-result.tsx";

interface WebhookRowProps {
  workspace: string;
  webhook: WebhookView;
  mayManage: boolean;
  onEdit: () => void;
}

export function WebhookRow({ workspace, webhook, mayManage, onEdit }: WebhookRowProps) {
  const trpc = useTRPC();
  const errorToast = useErrorToast();
  const test = useMutation(trpc.webhooks.test.mutationOptions({ onError: errorToast }));
  const mayTest = mayManage && webhook.owner !== "elsewhere";
  return (
    <li data-testid="webhook-row" data-owner={webhook.owner} className="grid gap-3 px-4 py-3">
      <div className="flex items-start gap-3">
        <WebhookFacts workspace={workspace} webhook={webhook} />
        <div className="ms-auto flex shrink-0 items-center gap-1.5">
          {mayTest && (
            <TestButton
              pending={test.isPending}
              onTest={() => test.mutate({ workspace, webhookId: webhook.id })}
            />
          )}
          {mayManage && webhook.owner === "team" && (
            <WebhookMenu workspace={workspace} webhook={webhook} onEdit={onEdit} />
          )}
        </div>
      </div>
      <TestResult result={test.data ?? null} pending={test.isPending} onDismiss={test.reset} />
    </li>
  );
}

function TestButton({ pending, onTest }: { pending: boolean; onTest: () => void }) {
  const t = useTranslations("webhooks.row");
  return (
    <Button
      size="sm"
      variant="outline"
      loading={pending}
      onClick={onTest}
      aria-label={t("test")}
      data-testid="test-webhook"
    >
      <Send aria-hidden />
      <span className="max-sm:hidden">{t("test")}</span>
    </Button>
  );
}

function WebhookFacts({ workspace, webhook }: { workspace: string; webhook: WebhookView }) {
  const t = useTranslations("webhooks");
  const { name, host, url, events, isActive, createdAt, owner } = webhook;
  return (
    <div className="grid min-w-0 gap-1">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 truncate font-medium" dir="auto">
          {name || t("row.unnamed")}
        </span>
        {owner !== "team" && (
          <Badge tone={owner === "connection" ? "primary" : "outline"}>
            <ShieldCheck aria-hidden />
            {t(`owner.${owner}`)}
          </Badge>
        )}
        <Badge tone={isActive ? "success" : "warning"}>{isActive ? t("row.active") : t("row.paused")}</Badge>
      </div>
      <p className="font-mono text-muted-foreground text-xs [overflow-wrap:anywhere]" dir="ltr">
        {url ?? host}
      </p>
      <ul aria-label={t("row.events", { count: events.length })} className="flex flex-wrap gap-1">
        {events.map((event) => (
          <li key={event}>
            <Badge tone="outline" className="font-mono">
              {event}
            </Badge>
          </li>
        ))}
      </ul>
      {owner === "team" ? (
        createdAt && (
          <p className="text-muted-foreground text-xs">
            {t.rich("row.createdAt", { time: () => <RelativeTime at={createdAt} /> })}
          </p>
        )
      ) : (
        <p className="max-w-prose text-pretty text-muted-foreground text-xs">
          {owner === "elsewhere"
            ? t("owner.elsewhereText")
            : t.rich(`owner.${owner}Text`, {
                link: (words) => (
                  <Link
                    href={`/w/${workspace}/settings/${owner === "inbox" ? "inboxes" : "connection"}`}
                    className="text-primary underline underline-offset-4"
                  >
                    {words}
                  </Link>
                ),
              })}
        </p>
      )}
    </div>
  );
}

interface WebhookMenuProps {
  workspace: string;
  webhook: WebhookView;
  onEdit: () => void;
}

function WebhookMenu({ workspace, webhook, onEdit }: WebhookMenuProps) {
  const t = useTranslations("webhooks");
  const [isDeleting, setIsDeleting] = useState(false);
  const { pause, isPending } = usePause(workspace, webhook);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            variant="ghost"
            size="icon-sm"
            loading={isPending}
            aria-label={t("row.menu", { name: webhook.name })}
          >
            <MoreHorizontal aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={onEdit}>
            <Pencil aria-hidden />
            {t("row.edit")}
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={pause}>
            {webhook.isActive ? <Pause aria-hidden /> : <Play aria-hidden />}
            {webhook.isActive ? t("row.pause") : t("row.resume")}
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem variant="destructive" onSelect={() => setIsDeleting(true)}>
            <Trash2 aria-hidden />
            {t("row.delete")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <DeleteWebhook workspace={workspace} webhook={webhook} open={isDeleting} onOpenChange={setIsDeleting} />
    </>
  );
}

/** Pausing can be taken back by the same item, so nobody is asked. */
function usePause(workspace: string, { id, name, isActive }: WebhookView) {
  const t = useTranslations("webhooks");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const change = useMutation(
    trpc.webhooks.change.mutationOptions({
      onSuccess: ({ webhook }) =>
        toast.success(webhook.isActive ? t("resumed", { name }) : t("paused", { name })),
      onError: useErrorToast(),
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.webhooks.pathKey() }),
    }),
  );
  const pause = () => change.mutate({ workspace, webhookId: id, isActive: !isActive });
  return { pause, isPending: change.isPending };
}
