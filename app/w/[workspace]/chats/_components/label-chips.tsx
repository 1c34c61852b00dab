import { useTranslations } from "next-intl";
import type { LabelChip } from "#server/chats/schemas.ts";

/** A label's colour. An attribute of a drawing, because the page's policy allows no styles from data. */
export function LabelDot({ color }: { color: string }) {
  return (
    <svg viewBox="0 0 8 8" aria-hidden className="size-2 shrink-0">
      <circle cx="4" cy="4" r="4" fill={color} />
    </svg>
  );
}

function Chip({ label }: { label: LabelChip }) {
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

/** Labels of a chat, as many as there is room for, and how many more. */
export function LabelChips({ labels, max }: { labels: LabelChip[]; max: number }) {
  const t = useTranslations("chats.row");
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
          {t("moreLabels", { count: more.length })}
        </span>
      )}
    </>
  );
}
