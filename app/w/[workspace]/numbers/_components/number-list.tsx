"use client";

import { useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import type { NumberView } from "#server/numbers/view.ts";
import { NumberStatus } from "../../_components/number-status.tsx";
import { NumberActions } from "./number-actions.tsx";

/** Wide: name, status, last event, actions in columns. Narrow: the last event moves below the name. */
const columns =
  "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 md:grid-cols-[minmax(0,1fr)_9.5rem_9rem_9.5rem]";

interface NumberListProps {
  workspace: string;
  numbers: NumberView[];
  mayManage: boolean;
}

export function NumberList({ workspace, numbers, mayManage }: NumberListProps) {
  const t = useTranslations("numbers.columns");
  return (
    <div className="rounded-lg border bg-card shadow-xs">
      <div
        aria-hidden
        className={`${columns} hidden h-8 border-b font-medium text-muted-foreground text-xs md:grid`}
      >
        <span>{t("number")}</span>
        <span>{t("status")}</span>
        <span>{t("lastEvent")}</span>
      </div>
      <ul className="divide-y">
        {numbers.map((number) => (
          <NumberRow key={number.id} workspace={workspace} number={number} mayManage={mayManage} />
        ))}
      </ul>
    </div>
  );
}

interface NumberRowProps {
  workspace: string;
  number: NumberView;
  mayManage: boolean;
}

function NumberRow({ workspace, number, mayManage }: NumberRowProps) {
  const t = useTranslations("numbers");
  const help = helpFor(number);
  return (
    <li className={`${columns} py-3`} data-testid="number-row">
      <div className="grid min-w-0 gap-0.5">
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium">{number.name || t("unnamed")}</span>
          {number.isBusiness && <Badge tone="outline">{t("business")}</Badge>}
        </span>
        <span className="text-muted-foreground text-xs" dir="auto">
          {number.phoneNumber ?? t("noPhone")}
        </span>
      </div>
      <span className="justify-self-end md:justify-self-start">
        <NumberStatus status={number.status} />
      </span>
      <span className="text-muted-foreground text-xs md:text-sm">
        {number.lastEventAt ? (
          <>
            <span className="md:sr-only">{t("columns.lastEvent")}: </span>
            <RelativeTime at={number.lastEventAt} />
          </>
        ) : (
          t("noEvent")
        )}
      </span>
      <span className="justify-self-end">
        {mayManage && <NumberActions workspace={workspace} number={number} />}
      </span>
      {help && <p className="col-span-full text-muted-foreground text-xs">{t(`help.${help}`)}</p>}
    </li>
  );
}

/** One line for a number that receives nothing: why, and what to do. */
function helpFor({ status, phoneNumber }: NumberView) {
  if (status === "failed" || status === "deleted") return status;
  if (status !== "stopped") return null;
  return phoneNumber ? "stopped" : "unpaired";
}
