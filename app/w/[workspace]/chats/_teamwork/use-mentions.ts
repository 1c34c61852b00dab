"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { Assignee } from "#server/chats/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { nameOf } from "./note-text.ts";

const maxShown = 8;

/** Members whose name or address holds what was typed after an `@`; closed while `query` is null. */
export interface Mentions {
  isOpen: boolean;
  people: readonly Assignee[];
  active: Assignee | null;
  setActive: (person: Assignee) => void;
  /** Whether the key was for the list. */
  onKey: (key: string, take: (person: Assignee) => void) => boolean;
}

export function useMentions(query: string | null): Mentions {
  const { workspace, mayAssign } = useChatsAccess();
  const trpc = useTRPC();
  const choices = useQuery({
    ...trpc.chats.assignees.queryOptions({ workspace }),
    enabled: mayAssign && query !== null,
  });
  const [activeId, setActiveId] = useState<string | null>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const wanted = (query ?? "").toLowerCase();
  const people = (choices.data?.people ?? [])
    .filter(({ name, email }) => `${name ?? ""} ${email}`.toLowerCase().includes(wanted))
    .slice(0, maxShown);
  // A name that holds a space goes on until nobody fits any more: then it is words.
  const isOpen = query !== null && dismissed !== query && people.length > 0;
  const active = isOpen ? (people.find(({ userId }) => userId === activeId) ?? people[0] ?? null) : null;

  function move(by: number) {
    const at = people.findIndex(({ userId }) => userId === active?.userId);
    setActiveId(people[(at + by + people.length) % people.length]?.userId ?? null);
  }
  function onKey(key: string, take: (person: Assignee) => void): boolean {
    if (!isOpen || !active) return false;
    if (key === "ArrowDown") move(1);
    else if (key === "ArrowUp") move(-1);
    else if (key === "Enter" || key === "Tab") take(active);
    else if (key === "Escape") setDismissed(query);
    else return false;
    return true;
  }
  return { isOpen, people, active, setActive: ({ userId }) => setActiveId(userId), onKey };
}

/** How a person stands in the list: by name, with the address where the name is not enough. */
export const secondLineOf = (person: Assignee): string | null =>
  nameOf(person) === person.email ? null : person.email;
