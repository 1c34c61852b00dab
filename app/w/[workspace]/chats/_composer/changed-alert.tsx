"use client";

import { MessagesSquare } from "lucide-react";
import { useTranslations } from "next-intl";
import { Alert, AlertDescription, AlertTitle } from "#app/_ui/alert.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { Changed } from "./use-send.ts";

interface ChangedAlertProps {
  changed: Changed;
  /** Nothing was sent because of it; else it is told while somebody still writes. */
  isRefusal: boolean;
  onShow: () => void;
  onSendAnyway: () => void;
}

/** Says that somebody was quicker, before anybody answers twice. */
export function ChangedAlert({ changed, isRefusal, onShow, onSendAnyway }: ChangedAlertProps) {
  const t = useTranslations("composer.changed");
  const { count, by, name } = changed;
  return (
    <Alert
      tone="warning"
      role={isRefusal ? "alert" : "status"}
      className="px-3 py-2"
      data-testid="thread-changed"
    >
      <MessagesSquare aria-hidden />
      <AlertTitle>{t("title", { count, by, name })}</AlertTitle>
      <AlertDescription className="flex flex-wrap items-center justify-between gap-2">
        <span>{t(isRefusal ? "notSent" : "whileWriting")}</span>
        <span className="flex gap-2">
          <Button size="sm" variant="outline" onClick={onShow} data-testid="changed-show">
            {t("show")}
          </Button>
          {isRefusal && (
            <Button size="sm" onClick={onSendAnyway} data-testid="changed-anyway">
              {t("anyway")}
            </Button>
          )}
        </span>
      </AlertDescription>
    </Alert>
  );
}
