"use client";

import { useTranslations } from "next-intl";
import type { PairingView } from "#server/numbers/view.ts";

interface PairingStateProps {
  name: string;
  /** Null when nothing is going on. */
  state: PairingView["state"] | null;
}

/**
 * Says each new state aloud. It stays in the page through all of them: a live region that arrives together with its
 * text is not read out.
 */
export function PairingState({ name, state }: PairingStateProps) {
  const t = useTranslations("numbers.pairing.state");
  const isVisible = state === "starting" || state === "waiting_for_scan";
  return (
    <p
      aria-live="polite"
      data-testid="pairing-state"
      data-state={state ?? "none"}
      className={isVisible ? "text-sm" : "sr-only"}
    >
      {state && t(state, { name })}
    </p>
  );
}
