"use client";

import { useTranslations } from "next-intl";
import { cn } from "#app/_ui/cn.ts";
import { limits } from "#server/messages/schemas.ts";

const countFrom = 3_500;

/** How many characters are left, once that matters. */
export function LengthNote({ id, length, isCut }: { id: string; length: number; isCut: boolean }) {
  const t = useTranslations("composer.length");
  const over = length - limits.text;
  const words = () => {
    if (isCut) return t("cut", { max: limits.text });
    if (over > 0) return t("tooLong", { count: over });
    return length >= countFrom ? t("left", { count: limits.text - length }) : "";
  };
  return (
    <p
      id={id}
      role="status"
      className={cn(
        "min-w-0 flex-1 px-1 text-xs",
        over > 0 || isCut ? "text-destructive" : "text-muted-foreground",
      )}
    >
      {words()}
    </p>
  );
}
