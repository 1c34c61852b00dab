"use client";

import type { ReactNode } from "react";
import { Callout } from "#app/_components/callout.tsx";
import { isApiError } from "./api-error.ts";
import { ErrorWords } from "./error-words.tsx";
import { MoreLink } from "./more-link.tsx";
import { useErrorText } from "./use-error-text.ts";

interface ErrorNoticeProps {
  /** What a mutation or query holds; nothing is shown for null. */
  error: unknown;
  /** The one thing to do about it. */
  action?: ReactNode;
}

/** Why something failed, next to where it was tried. */
export function ErrorNotice({ error, action }: ErrorNoticeProps) {
  const errorText = useErrorText();
  if (!error) return null;
  const { title } = errorText(error);
  const more = isApiError(error) ? (error.data?.upgradeUrl ?? null) : null;
  return (
    <div role="alert">
      <Callout tone="danger" title={title} action={action ?? (more && <MoreLink href={more} />)}>
        <ErrorWords error={error} />
      </Callout>
    </div>
  );
}
