"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "./use-error-text.ts";
import { useSecondsLeft } from "./use-seconds-left.ts";

/** Why something failed. Where it may be tried again after a while the words count down, and then say so; nobody tries by itself. */
export function ErrorWords({ error }: { error: unknown }) {
  const t = useTranslations("errors.limit");
  const errorText = useErrorText();
  const secondsLeft = useSecondsLeft(error);
  if (secondsLeft === null) return errorText(error).text;
  if (secondsLeft === 0) return t("now");
  // Screen readers hear the words once; the seconds pass in silence.
  return (
    <span aria-live="off" data-testid="countdown" className="tabular-nums">
      {errorText(error, secondsLeft).text}
    </span>
  );
}
