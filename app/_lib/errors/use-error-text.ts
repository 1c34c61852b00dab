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
  /** What is wrong with each field of the input, by the field's name. */
  fields: Record<string, string>;
  /** How long to wait before trying again, when the server said so. */
  retryAfterMs: number | null;
}

/** Gives a function that puts anything thrown by a call into the reader's words. */
export function useErrorText(): (error: unknown) => ErrorText {
  const t = useTranslations("errors");
  const reasonText = useReasonText();

  return (error) => {
    const kind = errorKind(error);
    const data = isApiError(error) ? error.data : null;
    const reason = data?.reason ?? kind;
    const retryAfterMs = data?.retryAfterMs ?? null;
    const params = {
      ...data?.params,
      ...(retryAfterMs === null ? {} : { retryAfterSeconds: Math.ceil(retryAfterMs / 1_000) }),
    };
    const serverText = data && error instanceof Error ? error.message : t("internal");
    const text = reasonText(reason, params) ?? serverText;
    const requestId = kind === "internal" ? data?.requestId : undefined;
    const fields = Object.entries(data?.fields ?? {});
    return {
      title: t(`titles.${kind}`),
      text: requestId ? `${text} ${t("requestId", { requestId })}` : text,
      reason,
      fields: Object.fromEntries(fields.map(([field, cause]) => [field, reasonText(cause) ?? cause])),
      retryAfterMs,
    };
  };
}
