"use client";

import { useTranslations } from "next-intl";
import { ErrorState } from "./_components/error-state.tsx";

interface ErrorPageProps {
  error: Error & { digest?: string };
  retry: () => void;
}

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  const t = useTranslations("errors.unexpected");
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <ErrorState
        heading="h1"
        className="w-full max-w-lg border-0"
        title={t("title")}
        why={t("why")}
        next={t("next")}
        onRetry={retry}
        reference={error.digest ? t("reference", { digest: error.digest }) : undefined}
      />
    </main>
  );
}
