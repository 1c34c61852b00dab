"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { Assignee } from "#server/chats/schemas.ts";

/** What is given to somebody: a chat, or the chat of an event. */
type AssignTarget = { chat: string } | { eventId: string };

interface AssigneePickerProps {
  workspace: string;
  target: AssignTarget;
  assignee: Assignee | null;
  mayAssign: boolean;
  /** Shows the change at once; the server's word follows. */
  onAssign?: (assignee: Assignee | null) => void;
  className?: string;
}

/** Stands for nobody in the menu, whose values are texts. */
const nobody = "";

const nameOf = (person: Assignee) => person.name ?? person.email;

/** Who takes care of a chat, and the way to change it. */
export function AssigneePicker({ mayAssign, ...picker }: AssigneePickerProps) {
  const t = useTranslations("inbox.assignee");
  const current = picker.assignee ? nameOf(picker.assignee) : t("nobody");
  if (!mayAssign) return current;
  return <Picker {...picker} current={current} />;
}

type PickerProps = Omit<AssigneePickerProps, "mayAssign"> & { current: string };

function Picker({ workspace, target, assignee, onAssign, current, className }: PickerProps) {
  const t = useTranslations("inbox.assignee");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const choices = useQuery({ ...trpc.chats.assignees.queryOptions({ workspace }), enabled: open });
  const assign = useMutation(
    trpc.chats.assign.mutationOptions({
      onError: useErrorToast(),
      onSettled: () => {
        void queryClient.invalidateQueries({ queryKey: trpc.inbox.event.pathKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.chats.pathKey() });
      },
    }),
  );
  function choose(userId: string) {
    const person = choices.data?.people.find((one) => one.userId === userId);
    onAssign?.(person ? { userId, name: person.name, email: person.email } : null);
    assign.mutate({ workspace, ...target, userId: userId === nobody ? null : userId });
  }
  return (
    <DropdownMenu open={open} onOpenChange={setOpen}>
      <DropdownMenuTrigger asChild>
        <Button
          size="sm"
          variant="outline"
          className={cn("max-w-full", className)}
          loading={assign.isPending}
          aria-label={t("change", { current })}
          data-testid="assignee"
          data-shortcut="assign"
        >
          <UserRound aria-hidden />
          <span className="truncate">{current}</span>
          <ChevronDown aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="w-64">
        <DropdownMenuLabel>{t("label")}</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={assignee?.userId ?? nobody} onValueChange={choose}>
          <DropdownMenuRadioItem value={nobody}>{t("nobody")}</DropdownMenuRadioItem>
          {choices.data?.people.map((person) => (
            <DropdownMenuRadioItem key={person.userId} value={person.userId}>
              <span className="min-w-0 truncate">
                {person.isMe ? t("me", { name: nameOf(person) }) : nameOf(person)}
              </span>
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        {choices.data?.hasMore && (
          <p className="px-2 py-1.5 text-muted-foreground text-xs">
            {t("more", { count: choices.data.people.length })}
          </p>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
