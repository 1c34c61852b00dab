"use client";

import { useTranslations } from "next-intl";
import { createElement } from "react";
import { toast } from "sonner";
import { isApiError } from "./api-error.ts";
import { ErrorWords } from "./error-words.tsx";
import { useErrorText } from "./use-error-text.ts";
import { retryAtMs } from "./use-seconds-left.ts";

const readingMs = 10_000;

/** For `onError` of a change that has no place of its own on the page: says the cause in a toast. */
export function useErrorToast(): (error: unknown) => void {
  const t = useTranslations("errors.limit");
  const errorText = useErrorText();
  return (error) => {
    const { title } = errorText(error);
    // A countdown stays until it has come to its end.
    const untilMs = retryAtMs(error);
    const duration = readingMs + (untilMs === null ? 0 : Math.max(0, untilMs - Date.now()));
    const more = isApiError(error) ? error.data?.upgradeUrl : null;
    const action = more ? { label: t("more"), onClick: () => window.location.assign(more) } : undefined;
    toast.error(title, { description: createElement(ErrorWords, { error }), duration, action });
  };
}
