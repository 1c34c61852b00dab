"use client";

import { Lock } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { pictureUrl } from "#app/_lib/workspaces/picture-url.ts";
import { Avatar } from "#app/_ui/avatar.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { Permission } from "#server/members/roles.ts";
import { rolesThatMay } from "#server/members/roles.ts";
import type { OverviewRow } from "#server/workspaces/schemas.ts";
import { Connection, Count, Numbers } from "./cells.tsx";

/** One workspace: who it is, and what stands in it, each with the way to where it is dealt with. */
export function Row({ row }: { row: OverviewRow }) {
  const { slug, locked, connection, numbers, events, members } = row;
  const t = useTranslations("overview");
  const base = `/w/${slug}`;
  return (
    <li
      data-testid="workspace-row"
      data-slug={slug}
      className="grid items-center gap-x-6 gap-y-3 rounded-lg border bg-card p-4 shadow-xs lg:grid-cols-[minmax(0,14rem)_minmax(0,1fr)]"
    >
      <Identity row={row} />
      {locked === null ? (
        <dl className="grid grid-cols-6 gap-x-4 gap-y-3 md:grid-cols-[minmax(0,1.3fr)_minmax(0,1.3fr)_4.5rem_4.5rem_4.5rem]">
          <Cell label={t("connection.label")} needs="connection.read" row={row} isWide>
            {connection && <Connection connection={connection} href={`${base}/settings/connection`} />}
          </Cell>
          <Cell label={t("numbers.label")} needs="numbers.read" row={row} isWide>
            {numbers && <Numbers numbers={numbers} href={`${base}/numbers`} />}
          </Cell>
          <Cell label={t("unread")} needs="inbox.read" row={row}>
            {events && <Count {...events.unread} limit={99} href={`${base}/inbox`} isStrong />}
          </Cell>
          <Cell label={t("lastDay")} needs="inbox.read" row={row}>
            {events && <Count {...events.lastDay} href={`${base}/inbox`} />}
          </Cell>
          <Cell label={t("members")} needs="members.read" row={row}>
            {members !== null && <Count count={members} more={false} href={`${base}/settings/members`} />}
          </Cell>
        </dl>
      ) : (
        <Locked slug={slug} reason={locked} />
      )}
    </li>
  );
}

function Identity({ row }: { row: OverviewRow }) {
  const t = useTranslations("overview");
  const format = useFormatter();
  const roleNames = useRoleNames();
  const { slug, name, role, deleteAt } = row;
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar name={name} imageUrl={pictureUrl(row)} shape="square" size="lg" />
      <div className="grid min-w-0 gap-0.5">
        <Link
          href={`/w/${slug}`}
          className="truncate rounded-sm font-semibold text-sm leading-6 hover:underline"
          dir="auto"
        >
          {name}
        </Link>
        <span className="truncate text-muted-foreground text-xs first-letter:uppercase">
          {roleNames([role])}
        </span>
        {deleteAt !== null && (
          <Badge tone="danger">
            {t("deletedOn", { date: format.dateTime(new Date(deleteAt), { dateStyle: "medium" }) })}
          </Badge>
        )}
      </div>
    </div>
  );
}

function Locked({ slug, reason }: { slug: string; reason: string }) {
  const t = useTranslations("overview");
  const reasonText = useReasonText();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
      <Lock className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      <p className="min-w-0 flex-1 basis-60 text-muted-foreground">{reasonText(reason)}</p>
      <Button asChild size="sm" variant="outline">
        <Link href={`/w/${slug}`}>{t("unlock")}</Link>
      </Button>
    </div>
  );
}

interface CellProps {
  label: string;
  needs: Permission;
  row: OverviewRow;
  isWide?: boolean;
  /** Null or false where the role does not let them see it. */
  children: ReactNode;
}

function Cell({ label, needs, row, isWide = false, children }: CellProps) {
  return (
    <div
      className={cn("grid min-w-0 content-start gap-0.5", isWide ? "max-md:col-span-3" : "max-md:col-span-2")}
    >
      <dt className="text-muted-foreground text-xs">{label}</dt>
      <dd className="min-w-0 text-sm">{children || <NotForRole role={row.role} needs={needs} />}</dd>
    </div>
  );
}

function NotForRole({ role, needs }: { role: OverviewRow["role"]; needs: Permission }) {
  const t = useTranslations("overview");
  const roleNames = useRoleNames();
  const reason = t("notForRole", { role: roleNames([role]), roles: roleNames(rolesThatMay(needs)) });
  return (
    <span title={reason} className="text-muted-foreground">
      <span aria-hidden>—</span>
      <span className="sr-only">{reason}</span>
    </span>
  );
}
