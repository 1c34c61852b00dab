"use client";

import { useTranslations } from "next-intl";
import { errorKind, isApiError } from "./api-error.ts";
import { useReasonText } from "./use-reason-text.ts";

export interface ErrorText {
  /** What kind of trouble it is, in a few words. */
  title: string;
  /** What happened, why, and what to do next; with the request's id when the fault is ours. */
  text: string;
  /** Stable name of the cause (`moltflow.unauthorized`), to choose an action by. */
  reason: string;
}

/**
 * Gives a function that puts anything thrown by a call into the reader's words; `secondsLeft` stands for the seconds that
 * a refusal said to wait.
 */
export function useErrorText(): (error: unknown, secondsLeft?: number) => ErrorText {
  const t = useTranslations("errors");
  const reasonText = useReasonText();

  return (error, secondsLeft) => {
    const kind = errorKind(error);
    const data = isApiError(error) ? error.data : null;
    const title = t(`titles.${data?.reason.startsWith("plan.") ? "plan" : kind}`);
    if (!data) return { title, text: t(kind === "unreachable" ? kind : "internal"), reason: kind };

    const { reason, fields, requestId } = data;
    const isCounted = secondsLeft !== undefined && "seconds" in data.params;
    const params = isCounted ? { ...data.params, seconds: secondsLeft } : data.params;
    const serverText = error instanceof Error ? error.message : t("internal");
    const fieldTexts = Object.values(fields).flatMap((cause) => reasonText(cause) ?? []);
    const text = fieldTexts.length > 0 ? fieldTexts.join(" ") : (reasonText(reason, params) ?? serverText);
    const isOurs = kind === "internal" && requestId !== "";
    return { title, text: isOurs ? `${text} ${t("requestId", { requestId })}` : text, reason };
  };
}
