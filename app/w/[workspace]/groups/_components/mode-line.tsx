import { useTranslations } from "next-intl";
import { Badge } from "#app/_ui/badge.tsx";
import { type GroupView, monitorModes } from "#server/groups/schemas.ts";

const isKnown = (mode: string): mode is (typeof monitorModes)[number] =>
  monitorModes.some((known) => known === mode);

const shownKeywords = 4;

/** How a group is watched, with the keywords if it is by those; a mode that we do not know is shown as it came. */
export function ModeLine({ group }: { group: Pick<GroupView, "mode" | "keywords"> }) {
  const t = useTranslations("groups.modes");
  const { mode, keywords } = group;
  const name = mode === null ? t("unknown.name") : isKnown(mode) ? t(`${mode}.name`) : mode;
  const hidden = keywords.length - shownKeywords;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-1">
      <span className="text-muted-foreground text-xs">{name}</span>
      {mode === "keywords" &&
        keywords.slice(0, shownKeywords).map((keyword) => (
          <Badge key={keyword} tone="outline" dir="auto" className="max-w-40 truncate">
            {keyword}
          </Badge>
        ))}
      {mode === "keywords" && hidden > 0 && <Badge tone="outline">+{hidden}</Badge>}
    </span>
  );
}
