"use client";

import { ShieldCheck, ShieldOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { FrozenBadge, FrozenText } from "#app/_components/frozen-badge.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { Avatar } from "#app/_ui/avatar.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { mayAssign, type Role } from "#server/members/roles.ts";
import type { MemberDetails, MemberView } from "#server/members/schemas.ts";
import { MemberMenu } from "./member-menu.tsx";
import { RestrictionSummary } from "./restriction-summary.tsx";
import { RoleName } from "./role-name.tsx";
import { RoleSelect } from "./role-select.tsx";
import { nameOf, useMemberChange } from "./use-member-change.ts";

interface MemberRowProps {
  workspace: string;
  member: MemberView;
  /** The viewer's own. */
  role: Role;
  mayManage: boolean;
}

export function MemberRow({ workspace, member, role, mayManage }: MemberRowProps) {
  const t = useTranslations("members.row");
  const change = useMemberChange(workspace, member);
  const mayChange = mayManage && !member.isMe && mayAssign(role, member.role, member.role);
  return (
    <li
      data-testid="member-row"
      data-user-id={member.userId}
      className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 px-4 py-3 md:grid-cols-[minmax(0,1fr)_8.5rem_13rem_1.75rem]"
    >
      <Person member={member} />
      <div className="max-md:col-start-1 max-md:row-start-2 max-md:w-40">
        {mayChange ? (
          <RoleSelect
            label={t("roleOf", { name: nameOf(member) })}
            value={member.role}
            by={role}
            onChange={change.setRole}
            disabled={change.isPending}
          />
        ) : (
          <span className="text-sm md:px-2.5">
            <RoleName role={member.role} />
          </span>
        )}
      </div>
      <div className="min-w-0 max-md:col-span-2">
        {member.details ? <Details member={member} details={member.details} /> : <Joined member={member} />}
      </div>
      <div className="max-md:col-start-2 max-md:row-start-1">
        {mayChange && <MemberMenu workspace={workspace} member={member} role={role} change={change} />}
      </div>
      {member.frozenAt && mayManage && (
        <div className="col-span-full">
          <FrozenText workspace={workspace} kind="members" />
        </div>
      )}
    </li>
  );
}

function Person({ member }: { member: MemberView }) {
  const t = useTranslations("members.row");
  const { name, email, image } = member;
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar name={nameOf(member)} imageUrl={image} />
      <div className="grid min-w-0">
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium text-sm" dir="auto">
            {nameOf(member)}
          </span>
          {member.isMe && <Badge tone="primary">{t("you")}</Badge>}
          {member.suspendedAt && <Badge tone="warning">{t("suspended")}</Badge>}
          {member.frozenAt && <FrozenBadge />}
        </span>
        {name !== null && <span className="truncate text-muted-foreground text-xs">{email}</span>}
      </div>
    </div>
  );
}

function Joined({ member }: { member: MemberView }) {
  const t = useTranslations("members.row");
  return (
    <p className="text-muted-foreground text-xs">
      {t.rich("joined", { time: () => <RelativeTime at={member.joinedAt} /> })}
    </p>
  );
}

function Details({ member, details }: { member: MemberView; details: MemberDetails }) {
  const t = useTranslations("members.row");
  const { lastSeenAt, assignedChats, hasTwoFactor, restrictions } = details;
  return (
    <div className="grid gap-0.5 text-muted-foreground text-xs">
      <p className="flex flex-wrap gap-x-2">
        <span>
          {lastSeenAt
            ? t.rich("seen", { time: () => <RelativeTime at={lastSeenAt} /> })
            : t.rich("joined", { time: () => <RelativeTime at={member.joinedAt} /> })}
        </span>
        {assignedChats > 0 && <span>{t("chats", { count: assignedChats })}</span>}
      </p>
      <p className="flex items-center gap-1.5">
        {hasTwoFactor ? (
          <ShieldCheck className="size-3.5 text-success" aria-hidden />
        ) : (
          <ShieldOff className="size-3.5" aria-hidden />
        )}
        {hasTwoFactor ? t("twoFactor") : t("noTwoFactor")}
      </p>
      <RestrictionSummary restrictions={restrictions} />
    </div>
  );
}
