"use client";

import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition } from "react";
import { ErrorState } from "#app/_components/error-state.tsx";
import { errorKind, isApiError } from "./api-error.ts";
import { ErrorWords } from "./error-words.tsx";
import { MoreLink } from "./more-link.tsx";
import { useErrorText } from "./use-error-text.ts";
import { useSecondsLeft } from "./use-seconds-left.ts";

interface QueryFailedProps {
  error: Error;
  reset: () => void;
}

/** What an `error.tsx` shows when a page's reading failed; trying again asks the server anew. */
export function QueryFailed({ error, reset }: QueryFailedProps) {
  const t = useTranslations("errors");
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const errorText = useErrorText();
  const { title } = errorText(error);
  const secondsLeft = useSecondsLeft(error);
  const more = isApiError(error) ? (error.data?.upgradeUrl ?? null) : null;

  function retry() {
    queries.reset();
    startTransition(() => {
      router.refresh();
      reset();
    });
  }

  const isOurs = errorKind(error) === "internal";
  return (
    <div className="mx-auto w-full max-w-4xl p-4 sm:p-6">
      <ErrorState
        title={title}
        why={<ErrorWords error={error} />}
        next={isOurs ? t("unexpected.next") : secondsLeft ? null : t("retryHint")}
        action={more && <MoreLink href={more} />}
        onRetry={retry}
      />
    </div>
  );
}
