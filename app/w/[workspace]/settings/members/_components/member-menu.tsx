"use client";

import { Crown, EyeOff, LogOut, MoreHorizontal, Pause, Play, UserRoundX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import { isRestrictable, may, type Role } from "#server/members/roles.ts";
import type { MemberView } from "#server/members/schemas.ts";
import { RemoveMember } from "./remove-member.tsx";
import { RestrictMember } from "./restrict-member.tsx";
import { TransferOwnership } from "./transfer-ownership.tsx";
import { nameOf, type useMemberChange } from "./use-member-change.ts";

interface MemberMenuProps {
  workspace: string;
  member: MemberView;
  /** The viewer's own. */
  role: Role;
  change: ReturnType<typeof useMemberChange>;
}

type OpenDialog = "restrict" | "remove" | "transfer" | null;

export function MemberMenu({ workspace, member, role, change }: MemberMenuProps) {
  const t = useTranslations("members");
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const onOpenChange = (isOpen: boolean) => {
    if (!isOpen) setDialog(null);
  };
  const isSuspended = member.suspendedAt !== null;
  const target = { workspace, member, onOpenChange };
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={t("row.menu", { name: nameOf(member) })}>
            <MoreHorizontal aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="w-64">
          <DropdownMenuItem disabled={!isRestrictable(member.role)} onSelect={() => setDialog("restrict")}>
            <EyeOff aria-hidden />
            <span className="grid">
              {t("restrict.action")}
              {!isRestrictable(member.role) && (
                <span className="text-pretty text-xs">{t("restrict.notForRole")}</span>
              )}
            </span>
          </DropdownMenuItem>
          <DropdownMenuItem disabled={change.isPending} onSelect={() => change.setSuspended(!isSuspended)}>
            {isSuspended ? <Play aria-hidden /> : <Pause aria-hidden />}
            {isSuspended ? t("resume") : t("suspend")}
          </DropdownMenuItem>
          <DropdownMenuItem disabled={change.isPending} onSelect={change.endSessions}>
            <LogOut aria-hidden />
            {t("endSessions.action")}
          </DropdownMenuItem>
          {may(role, "workspace.transfer") && !isSuspended && (
            <DropdownMenuItem onSelect={() => setDialog("transfer")}>
              <Crown aria-hidden />
              {t("transfer.action")}
            </DropdownMenuItem>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem variant="destructive" onSelect={() => setDialog("remove")}>
            <UserRoundX aria-hidden />
            {t("remove.action")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <RestrictMember {...target} open={dialog === "restrict"} />
      <TransferOwnership {...target} open={dialog === "transfer"} />
      <RemoveMember {...target} open={dialog === "remove"} />
    </>
  );
}
