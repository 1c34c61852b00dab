"use client";

import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";

/** The way to more of what a limiter refused. */
export function MoreLink({ href }: { href: string }) {
  const t = useTranslations("errors.limit");
  return (
    <Button asChild variant="outline" size="sm">
      <a href={href}>{t("more")}</a>
    </Button>
  );
}
