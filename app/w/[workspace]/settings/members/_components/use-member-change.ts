"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { isRestrictable, type Role } from "#server/members/roles.ts";
import type { MemberView } from "#server/members/schemas.ts";

export const nameOf = ({ name, email }: Pick<MemberView, "name" | "email">) => name ?? email;

/** Long enough to notice that it was the wrong person. */
const undoMs = 10_000;

/** Changes of a member, each with a toast that offers to undo it where that can be. */
export function useMemberChange(workspace: string, member: MemberView) {
  const t = useTranslations("members.done");
  const tMembers = useTranslations("members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const roleNames = useRoleNames();
  const onError = useErrorToast();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: trpc.members.pathKey() });
  const change = useMutation(trpc.members.change.mutationOptions({ onError, onSettled }));
  const suspend = useMutation(trpc.members.suspend.mutationOptions({ onError, onSettled }));
  const resume = useMutation(trpc.members.resume.mutationOptions({ onError, onSettled }));
  const sessions = useMutation(trpc.members.endSessions.mutationOptions({ onError, onSettled }));
  const { userId } = member;
  const name = nameOf(member);
  const offerUndo = (text: string, undo: () => void) =>
    toast.success(text, { duration: undoMs, action: { label: tMembers("undo"), onClick: undo } });

  function setRole(role: Role) {
    const before = {
      ...{ workspace, userId, role: member.role },
      // A role that cannot be restricted has lifted them.
      ...(member.details && isRestrictable(member.role) && { restrictions: member.details.restrictions }),
    };
    change.mutate(
      { workspace, userId, role },
      {
        onSuccess: () => offerUndo(t("role", { name, role: roleNames([role]) }), () => change.mutate(before)),
      },
    );
  }

  function setSuspended(isSuspended: boolean) {
    const [act, undo] = isSuspended ? [suspend, resume] : [resume, suspend];
    const text = isSuspended ? t("suspended", { name }) : t("resumed", { name });
    const target = { workspace, userId };
    act.mutate(target, { onSuccess: () => offerUndo(text, () => undo.mutate(target)) });
  }

  function endSessions() {
    sessions.mutate(
      { workspace, userId },
      { onSuccess: ({ ended }) => toast.success(tMembers("endSessions.done", { name, count: ended })) },
    );
  }

  const isPending = change.isPending || suspend.isPending || resume.isPending || sessions.isPending;
  return { setRole, setSuspended, endSessions, isPending };
}
