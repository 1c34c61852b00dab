"use client";

import { useTranslations } from "next-intl";
import { fillIn } from "#server/snippets/schemas.ts";

/** What a contact would get, with made-up names in the places of placeholders. */
export function Preview({ text }: { text: string }) {
  const t = useTranslations("snippets.form");
  if (text.trim() === "") return null;
  return (
    <section aria-label={t("preview")} className="grid gap-1.5">
      <h3 className="font-medium text-muted-foreground text-xs">{t("preview")}</h3>
      <p
        dir="auto"
        data-testid="snippet-preview"
        className="max-h-40 w-fit max-w-full overflow-y-auto whitespace-pre-wrap rounded-lg bg-primary/10 px-3 py-2 text-sm [overflow-wrap:anywhere]"
      >
        {fillIn(text.trim(), { name: t("sampleName"), me: t("sampleMe"), number: t("sampleNumber") })}
      </p>
    </section>
  );
}
