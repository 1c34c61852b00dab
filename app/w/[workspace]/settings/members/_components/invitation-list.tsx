"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { ChevronRight, MailPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { RoomLeft } from "#app/_components/room-left.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Card } from "#app/_ui/card.tsx";
import type { Seats } from "#server/invitations/schemas.ts";
import type { Role } from "#server/members/roles.ts";
import { InvitationRow } from "./invitation-row.tsx";

/** Ways in: those that wait, and below them what became of the others. */
export function InvitationList({ workspace, role }: { workspace: string; role: Role }) {
  const t = useTranslations("members.invitations");
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.invitations.list.queryOptions({ workspace }));
  const isWaiting = (state: string) => state === "open" || state === "expired";
  const waiting = data.invitations.filter(({ state }) => isWaiting(state));
  const ended = data.invitations.filter(({ state }) => !isWaiting(state));
  return (
    <section aria-labelledby="invitations" className="grid gap-3">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-1">
        <div className="grid gap-1">
          <h2 id="invitations" className="font-semibold text-base">
            {t("title")}
          </h2>
          <p className="max-w-prose text-pretty text-muted-foreground text-sm">{t("text")}</p>
        </div>
        <SeatsUsed seats={data.seats} />
      </div>
      <RoomLeft workspace={workspace} limit="members" />
      {waiting.length === 0 ? (
        <EmptyState icon={<MailPlus />} title={t("emptyTitle")} text={t("emptyText")} className="py-10" />
      ) : (
        <Card className="gap-0 py-0">
          <ul className="divide-y">
            {waiting.map((invitation) => (
              <InvitationRow key={invitation.id} workspace={workspace} invitation={invitation} role={role} />
            ))}
          </ul>
        </Card>
      )}
      {ended.length > 0 && (
        <details className="group">
          <summary className="inline-flex min-h-8 list-none items-center gap-2 rounded-md px-1 text-muted-foreground text-sm hover:text-foreground [&::-webkit-details-marker]:hidden">
            <ChevronRight
              className="size-4 transition-transform group-open:rotate-90 rtl:rotate-180"
              aria-hidden
            />
            {t("ended", { count: ended.length })}
          </summary>
          <Card className="mt-2 gap-0 py-0">
            <ul className="divide-y">
              {ended.map((invitation) => (
                <InvitationRow
                  key={invitation.id}
                  workspace={workspace}
                  invitation={invitation}
                  role={role}
                />
              ))}
            </ul>
          </Card>
        </details>
      )}
    </section>
  );
}

function SeatsUsed({ seats: { total, members, invited } }: { seats: Seats }) {
  const t = useTranslations("members.invitations");
  return (
    <p className="text-muted-foreground text-sm tabular-nums" title={t("seatsHint", { members, invited })}>
      {t("seats", { used: members + invited, total })}
    </p>
  );
}
