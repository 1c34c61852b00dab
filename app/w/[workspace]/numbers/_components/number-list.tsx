"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { FrozenBadge, FrozenText } from "#app/_components/frozen-badge.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import type { NumberView } from "#server/numbers/view.ts";
import { NumberActions } from "./number-actions.tsx";
import { HealthBadge, HealthText } from "./number-health.tsx";

/** Wide: name, health, its evidence, actions in columns. Narrow: the evidence stands below. */
const columns =
  "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 md:grid-cols-[minmax(0,1fr)_11rem_minmax(0,1fr)_9.5rem]";

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
        <span>{t("evidence")}</span>
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
          <Link
            href={`/w/${workspace}/numbers/${number.id}`}
            className="min-h-6 truncate font-medium hover:underline"
          >
            {number.name || t("unnamed")}
          </Link>
          {number.frozenAt && <FrozenBadge />}
          {number.isBusiness && <Badge tone="outline">{t("business")}</Badge>}
        </span>
        <span className="text-muted-foreground text-xs" dir="auto">
          {number.phoneNumber ?? t("noPhone")}
        </span>
      </div>
      <span className="justify-self-end md:justify-self-start">
        <HealthBadge number={number} />
      </span>
      <span className="col-span-full text-muted-foreground text-xs md:col-span-1">
        <HealthText number={number} />
      </span>
      <span className="justify-self-end">
        {mayManage && <NumberActions workspace={workspace} number={number} />}
      </span>
      {number.frozenAt && (
        <div className="col-span-full">
          <FrozenText workspace={workspace} kind="numbers" />
        </div>
      )}
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
