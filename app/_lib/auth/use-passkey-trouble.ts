"use client";

import { useTranslations } from "next-intl";

/** Gives a function that says why the browser made no use of a passkey; null when it was not the browser's doing. */
export function usePasskeyTrouble(): (error: unknown) => string | null {
  const t = useTranslations("security.passkeyTrouble");
  return (error) => {
    if (!(error instanceof Error)) return null;
    switch (error.name) {
      case "NotAllowedError":
      case "AbortError":
        return t("cancelled");
      case "InvalidStateError":
        return t("exists");
      case "NotSupportedError":
      case "ConstraintError":
        return t("unsuitable");
      case "SecurityError":
        return t("address");
      default:
        return null;
    }
  };
}
