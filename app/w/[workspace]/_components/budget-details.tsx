import { useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import type { BudgetView } from "#server/budget/schemas.ts";

/** The strip's numbers as a table, with what they mean. */
export function BudgetDetails({ budget }: { budget: BudgetView }) {
  const t = useTranslations("budget.details");
  const { perMinute: limit, plan, used, left, foreign, queue, mine, reason } = budget;
  const isOurs = budget.limitedBy !== "moltflow";
  const limitText = () => {
    if (isOurs) return t(budget.limitedBy === "plan" ? "planOurs" : "planOperator", { limit });
    return plan === null ? t("planUnknown", { limit }) : t("planKnown", { limit, plan });
  };
  const why = reason === "full" && isOurs ? "fullOurs" : reason;
  const rows = [
    [t("plan"), limitText()],
    [t("used"), used],
    ...(foreign > 0 ? [[t("foreign"), foreign] as const] : []),
    [t("left"), left],
    ...(["send", "read", "sync", "bulk"] as const).map((of) => [t(of), queue[of]] as const),
  ] as const;
  return (
    <div className="grid gap-3 text-sm">
      <h2 className="font-medium">{t("title")}</h2>
      <p className="text-muted-foreground text-xs">{why === null ? t("intro") : t(`reason.${why}`)}</p>
      <table className="w-full text-xs">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name} className="border-t">
              <th scope="row" className="py-1.5 pe-3 text-start font-normal text-muted-foreground">
                {name}
              </th>
              <td className="py-1.5 text-end tabular-nums">{value}</td>
            </tr>
          ))}
          <tr className="border-t">
            <th scope="row" className="py-1.5 pe-3 text-start font-normal text-muted-foreground">
              {t("mine")}
            </th>
            <td className="py-1.5 text-end tabular-nums">
              {mine === null ? t("none") : t("ahead", { count: mine.ahead })}
              {mine?.at && (
                <>
                  {" · "}
                  <RelativeTime at={mine.at} />
                </>
              )}
            </td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
