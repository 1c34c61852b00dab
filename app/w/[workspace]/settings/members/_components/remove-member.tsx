"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from "#app/_ui/alert-dialog.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import type { MemberDialogProps } from "./restrict-member.tsx";
import { nameOf } from "./use-member-change.ts";

/** Radix has no empty value. */
const nobody = "*";

export function RemoveMember({ open, onOpenChange, ...target }: MemberDialogProps) {
  return (
    <AlertDialog open={open} onOpenChange={onOpenChange}>
      <AlertDialogContent>
        <RemoveForm {...target} onDone={() => onOpenChange(false)} />
      </AlertDialogContent>
    </AlertDialog>
  );
}

type RemoveFormProps = Pick<MemberDialogProps, "workspace" | "member"> & { onDone: () => void };

function RemoveForm({ workspace, member, onDone }: RemoveFormProps) {
  const t = useTranslations("members.remove");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [successor, setSuccessor] = useState(nobody);
  const { userId, details } = member;
  const name = nameOf(member);
  const chats = details?.assignedChats ?? 0;
  const choices = useQuery({ ...trpc.chats.assignees.queryOptions({ workspace }), enabled: chats > 0 });
  const people = (choices.data?.people ?? []).filter((person) => person.userId !== userId);
  const chosen = people.find((person) => person.userId === successor);
  const remove = useMutation(
    trpc.members.remove.mutationOptions({
      onSuccess: () => {
        toast.success(t("done", { name }));
        onDone();
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.members.pathKey() }),
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!remove.isPending) remove.mutate({ workspace, userId, handOverTo: chosen?.userId ?? null });
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid gap-1">
        <AlertDialogTitle>{t("title", { name })}</AlertDialogTitle>
        <AlertDialogDescription>{t("text")}</AlertDialogDescription>
      </div>
      {chats > 0 && (
        <Field label={t("handOver", { count: chats })} hint={t("handOverHint")}>
          {(control) => (
            <Select value={successor} onValueChange={setSuccessor}>
              <SelectTrigger {...control}>
                <SelectValue>{chosen ? nameOf(chosen) : t("nobody")}</SelectValue>
              </SelectTrigger>
              <SelectContent>
                <SelectItem value={nobody}>{t("nobody")}</SelectItem>
                {people.map((person) => (
                  <SelectItem key={person.userId} value={person.userId}>
                    {nameOf(person)}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          )}
        </Field>
      )}
      <ErrorNotice error={remove.error ?? choices.error} />
      <AlertDialogFooter>
        <AlertDialogCancel disabled={remove.isPending}>{tCommon("cancel")}</AlertDialogCancel>
        <Button type="submit" variant="destructive" loading={remove.isPending}>
          {t("confirm")}
        </Button>
      </AlertDialogFooter>
    </form>
  );
}
