import { useTranslations } from "next-intl";
import { cn } from "#app/_ui/cn.ts";
import type { LabelChip as Label } from "#server/chats/schemas.ts";
import { inkOn } from "../_lib/label-color.ts";

/** A label's colour. An attribute of a drawing, because the page's policy allows no styles from data. */
export function LabelDot({ color, className }: { color: string; className?: string }) {
  return (
    <svg viewBox="0 0 8 8" aria-hidden className={cn("size-2 shrink-0", className)}>
      <circle cx="4" cy="4" r="4" fill={color} />
    </svg>
  );
}

/** A label as people know it from the phone: its name on its colour, in whichever ink is read better there. */
export function LabelTag({ name, color, className }: { name: string; color: string; className?: string }) {
  return (
    <span
      data-slot="label-tag"
      className={cn(
        "relative isolate inline-flex h-5.5 min-w-0 max-w-full items-center overflow-hidden rounded-full px-2.5 font-medium text-xs ring-1 ring-foreground/15 ring-inset",
        inkOn(color) === "black" ? "text-black" : "text-white",
        className,
      )}
    >
      <svg aria-hidden className="absolute inset-0 -z-10 size-full" preserveAspectRatio="none">
        <rect width="100%" height="100%" fill={color} />
      </svg>
      <span dir="auto" className="truncate">
        {name}
      </span>
    </span>
  );
}

function Chip({ label }: { label: Label }) {
  return (
    <span
      className="inline-flex h-4.5 min-w-0 max-w-28 items-center gap-1 rounded-full border bg-card px-1.5 text-2xs"
      title={label.name}
    >
      <LabelDot color={label.color} />
      <span dir="auto" className="truncate">
        {label.name}
      </span>
    </span>
  );
}

/** Labels of a chat, small and quiet for lists: as many as there is room for, and how many more. */
export function LabelChips({ labels, max }: { labels: Label[]; max: number }) {
  const t = useTranslations("labels");
  const shown = labels.slice(0, max);
  const more = labels.slice(max);
  return (
    <>
      {shown.map((label) => (
        <Chip key={label.id} label={label} />
      ))}
      {more.length > 0 && (
        <span
          className="shrink-0 text-2xs text-muted-foreground"
          title={more.map(({ name }) => name).join(", ")}
        >
          {t("more", { count: more.length })}
        </span>
      )}
    </>
  );
}
