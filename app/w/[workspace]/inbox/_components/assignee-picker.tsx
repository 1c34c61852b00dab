"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { Assignee } from "#server/chats/schemas.ts";
import type { EventDetail } from "#server/inbox/schemas.ts";

interface AssigneePickerProps {
  workspace: string;
  event: Pick<EventDetail, "id" | "assignee">;
  mayAssign: boolean;
}

/** Stands for nobody in the menu, whose values are texts. */
const nobody = "";

/** Who takes care of the event's chat, and the way to change it. */
export function AssigneePicker({ workspace, event, mayAssign }: AssigneePickerProps) {
  const t = useTranslations("inbox.assignee");
  const name = (person: Assignee) => person.name ?? person.email;
  const current = event.assignee ? name(event.assignee) : t("nobody");
  if (!mayAssign) return current;
  return <Picker workspace={workspace} event={event} current={current} name={name} />;
}

type PickerProps = Omit<AssigneePickerProps, "mayAssign"> & {
  current: string;
  name: (person: Assignee) => string;
};

function Picker({ workspace, event, current, name }: PickerProps) {
  const t = useTranslations("inbox.assignee");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const choices = useQuery({ ...trpc.chats.assignees.queryOptions({ workspace }), enabled: open });
  const assign = useMutation(
    trpc.chats.assign.mutationOptions({
      onError: useErrorToast(),
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.inbox.event.pathKey() }),
    }),
  );
  return (
    <DropdownMenu open={open} onOpenChange={setOpen}>
      <DropdownMenuTrigger asChild>
        <Button
          size="sm"
          variant="outline"
          className="-my-1 max-w-full"
          loading={assign.isPending}
          aria-label={t("change", { current })}
          data-testid="assignee"
        >
          <UserRound aria-hidden />
          <span className="truncate">{current}</span>
          <ChevronDown aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="w-64">
        <DropdownMenuLabel>{t("label")}</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={event.assignee?.userId ?? nobody}
          onValueChange={(userId) =>
            assign.mutate({ workspace, eventId: event.id, userId: userId === nobody ? null : userId })
          }
        >
          <DropdownMenuRadioItem value={nobody}>{t("nobody")}</DropdownMenuRadioItem>
          {choices.data?.people.map((person) => (
            <DropdownMenuRadioItem key={person.userId} value={person.userId}>
              <span className="min-w-0 truncate">
                {person.isMe ? t("me", { name: name(person) }) : name(person)}
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
