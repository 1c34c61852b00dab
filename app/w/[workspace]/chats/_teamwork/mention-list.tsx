"use client";

import { useTranslations } from "next-intl";
import { Avatar } from "#app/_ui/avatar.tsx";
import { cn } from "#app/_ui/cn.ts";
import { floatingClasses } from "#app/_ui/floating.ts";
import type { Assignee } from "#server/chats/schemas.ts";
import { nameOf } from "./note-text.ts";
import { type Mentions, secondLineOf } from "./use-mentions.ts";

export const mentionOptionId = (listId: string, { userId }: Assignee): string => `${listId}-${userId}`;

interface MentionListProps {
  id: string;
  list: Mentions;
  onTake: (person: Assignee) => void;
}

/** The members that fit what was typed, above the field; the field keeps the focus. */
export function MentionList({ id, list, onTake }: MentionListProps) {
  const t = useTranslations("teamwork.note");
  return (
    <div
      id={id}
      role="listbox"
      tabIndex={-1}
      aria-label={t("mentionList")}
      className={cn(
        floatingClasses,
        "absolute inset-x-0 bottom-full mb-1 max-h-64 overflow-y-auto p-1 sm:end-auto sm:w-72",
      )}
    >
      {list.people.map((person) => (
        <div
          key={person.userId}
          id={mentionOptionId(id, person)}
          role="option"
          tabIndex={-1}
          aria-selected={person.userId === list.active?.userId}
          // The field must not lose the focus before the click.
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(person);
          }}
          onPointerMove={() => list.setActive(person)}
          className="flex min-h-9 cursor-default items-center gap-2 rounded-md px-2 py-1 aria-selected:bg-accent"
        >
          <Avatar name={nameOf(person)} size="sm" />
          <span className="grid min-w-0">
            <span dir="auto" className="truncate text-sm">
              {nameOf(person)}
            </span>
            {secondLineOf(person) && (
              <span className="truncate text-muted-foreground text-xs">{secondLineOf(person)}</span>
            )}
          </span>
        </div>
      ))}
    </div>
  );
}
