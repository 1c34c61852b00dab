"use client";

import { Link as LinkIcon, Mail } from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusBadge, type StatusTone } from "#app/_components/status.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import type { InvitationView } from "#server/invitations/schemas.ts";
import { mayAssign, type Role } from "#server/members/roles.ts";
import { InvitationMenu } from "./invitation-menu.tsx";
import { RestrictionSummary } from "./restriction-summary.tsx";

const tones: Record<InvitationView["state"], StatusTone> = {
  open: "info",
  expired: "warning",
  accepted: "success",
  revoked: "neutral",
};

interface InvitationRowProps {
  workspace: string;
  invitation: InvitationView;
  /** The viewer's own. */
  role: Role;
}

export function InvitationRow({ workspace, invitation, role }: InvitationRowProps) {
  const t = useTranslations("members.invitations");
  const roleNames = useRoleNames();
  const { email, state, allowedDomains } = invitation;
  const mayChange = mayAssign(role, null, invitation.role) && (state === "open" || state === "expired");
  const Icon = email === null ? LinkIcon : Mail;
  return (
    <li
      data-testid="invitation-row"
      data-state={state}
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-3 gap-y-1 px-4 py-3"
    >
      <Icon className="mt-0.5 size-4 text-muted-foreground" aria-hidden />
      <div className="grid min-w-0 gap-1">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 truncate font-medium text-sm">{email ?? t("link")}</span>
          <StatusBadge tone={tones[state]}>{t(`state.${state}`)}</StatusBadge>
        </div>
        <p className="flex flex-wrap gap-x-2 text-muted-foreground text-xs">
          <span>
            {invitation.invitedBy
              ? t("asBy", { role: roleNames([invitation.role]), name: invitation.invitedBy })
              : t("as", { role: roleNames([invitation.role]) })}
          </span>
          <When invitation={invitation} />
        </p>
        {allowedDomains && (
          <p className="break-words text-muted-foreground text-xs">
            {t("domains", { domains: allowedDomains.join(", ") })}
          </p>
        )}
        <RestrictionSummary restrictions={invitation.restrictions} />
      </div>
      {mayChange && <InvitationMenu workspace={workspace} invitation={invitation} />}
    </li>
  );
}

function When({ invitation }: { invitation: InvitationView }) {
  const t = useTranslations("members.invitations");
  const { email, state, sentAt, createdAt, expiresAt, uses, maxUses } = invitation;
  const at = (instant: string) => ({ time: () => <RelativeTime at={instant} /> });
  return (
    <>
      {email === null && <span>{t("uses", { uses, max: maxUses })}</span>}
      {state === "open" && <span>{t.rich("expires", at(expiresAt))}</span>}
      {state === "expired" && <span>{t.rich("expired", at(expiresAt))}</span>}
      {state === "open" && email !== null && (
        <span>{sentAt ? t.rich("sent", at(sentAt)) : t("notSent")}</span>
      )}
      {(state === "accepted" || state === "revoked") && <span>{t.rich("made", at(createdAt))}</span>}
    </>
  );
}
