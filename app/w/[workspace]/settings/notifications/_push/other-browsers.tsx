"use client";

import { useMutation } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { BrowserView } from "#server/alerts/schemas.ts";

interface OtherBrowsersProps {
  workspace: string;
  browsers: readonly BrowserView[];
}

export function OtherBrowsers({ workspace, browsers }: OtherBrowsersProps) {
  const t = useTranslations("push");
  return (
    <section aria-label={t("others")} className="grid gap-2">
      <h3 className="font-medium text-sm">{t("others")}</h3>
      {browsers.length === 0 ? (
        <p className="text-muted-foreground text-xs">{t("noOthers")}</p>
      ) : (
        <ul className="divide-y rounded-md border">
          {browsers.map((browser) => (
            <BrowserRow key={browser.id} workspace={workspace} browser={browser} />
          ))}
        </ul>
      )}
    </section>
  );
}

function BrowserRow({ workspace, browser }: { workspace: string; browser: BrowserView }) {
  const t = useTranslations("push");
  const trpc = useTRPC();
  const onError = useErrorToast();
  const { id: browserId, label, createdAt, lastPushedAt, isPaused } = browser;
  const remove = useMutation(
    trpc.alerts.removeBrowser.mutationOptions({
      onError,
      onSuccess: () => toast.success(t("removed", { browser: label })),
      onSettled: (_data, _error, _input, _result, { client }) =>
        client.invalidateQueries({ queryKey: trpc.alerts.browsers.queryKey({ workspace }) }),
    }),
  );
  return (
    <li data-testid="push-browser" className="flex items-center gap-3 px-3 py-2">
      <div className="grid min-w-0 flex-1 gap-0.5">
        <span className="truncate font-medium text-sm">{label}</span>
        <p className="text-muted-foreground text-xs">
          {t.rich("added", { time: () => <RelativeTime at={createdAt} /> })}
          {" · "}
          {lastPushedAt === null
            ? t("neverPushed")
            : t.rich("lastPushed", { time: () => <RelativeTime at={lastPushedAt} /> })}
        </p>
        {isPaused && <p className="text-warning text-xs">{t("paused")}</p>}
      </div>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={t("remove", { browser: label })}
        loading={remove.isPending}
        onClick={() => remove.mutate({ workspace, browserId })}
      >
        <X aria-hidden />
      </Button>
    </li>
  );
}
