"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#app/_ui/dialog.tsx";
import { unrestricted } from "#server/members/roles.ts";
import type { MemberView } from "#server/members/schemas.ts";
import { RestrictionFields } from "./restriction-fields.tsx";
import { useKnownNumbers } from "./use-known-numbers.ts";
import { nameOf } from "./use-member-change.ts";

export interface MemberDialogProps {
  workspace: string;
  member: MemberView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RestrictMember({ open, onOpenChange, ...target }: MemberDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <RestrictForm {...target} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

type RestrictFormProps = Pick<MemberDialogProps, "workspace" | "member"> & { onDone: () => void };

function RestrictForm({ workspace, member, onDone }: RestrictFormProps) {
  const t = useTranslations("members.restrict");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onlyKnown = useKnownNumbers(workspace);
  const [restrictions, setRestrictions] = useState(() =>
    onlyKnown(member.details?.restrictions ?? unrestricted),
  );
  const name = nameOf(member);
  const change = useMutation(
    trpc.members.change.mutationOptions({
      onSuccess: () => {
        toast.success(t("done", { name }));
        onDone();
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.members.pathKey() }),
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!change.isPending)
      change.mutate({ workspace, userId: member.userId, role: member.role, restrictions });
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <DialogHeader>
        <DialogTitle>{t("title", { name })}</DialogTitle>
        <DialogDescription>{t("text")}</DialogDescription>
      </DialogHeader>
      <RestrictionFields
        workspace={workspace}
        role={member.role}
        value={restrictions}
        onChange={setRestrictions}
      />
      <ErrorNotice error={change.error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={change.isPending}>
          {tCommon("save")}
        </Button>
      </DialogFooter>
    </form>
  );
}
