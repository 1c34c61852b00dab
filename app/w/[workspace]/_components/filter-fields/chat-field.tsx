"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import { filterLimits } from "#server/event-filter/schemas.ts";
import { chatName } from "../../_lib/chat-name.ts";
import { useSettled } from "../../_lib/use-settled.ts";
import { RemovableChip } from "../word-list.tsx";

interface ChatFieldProps {
  workspace: string;
  value: readonly string[];
  onChange: (chatIds: string[]) => void;
}

/** One letter finds everything. */
const minQuery = 2;
const maxFound = 6;

const nameOf = ({ name, chatId }: Pick<ChatView, "name" | "chatId">) => name ?? chatName(chatId);

/** Chats to find by name or number and keep by their addresses; one that is not known yet is added by its address. */
export function ChatField({ workspace, value, onChange }: ChatFieldProps) {
  const t = useTranslations("filters");
  const [typed, setTyped] = useState("");
  // The filter keeps addresses; these are the names by which they were found.
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const { found, isSearching, isSettled } = useFound(workspace, typed);
  const left = found.filter(({ chatId }) => !value.includes(chatId)).slice(0, maxFound);
  const address = typed.trim();
  const isAddress = /^\S+@\S+$/.test(address) && !value.includes(address);

  function add(chatId: string, name?: string) {
    if (name !== undefined) setNames(new Map(names).set(chatId, name));
    onChange([...value, chatId].slice(0, filterLimits.entries));
    setTyped("");
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    // Not the form around it.
    event.preventDefault();
    if (isAddress) add(address);
  }

  return (
    <div className="grid gap-2">
      <p className="text-muted-foreground text-xs">{t("hints.chats")}</p>
      {value.length > 0 && (
        <ul aria-label={t("chats.list")} className="flex flex-wrap gap-1.5">
          {value.map((chatId) => {
            const name = names.get(chatId) ?? chatName(chatId);
            return (
              <li key={chatId}>
                <RemovableChip
                  text={name}
                  label={t("remove", { name })}
                  onRemove={() => onChange(value.filter((other) => other !== chatId))}
                />
              </li>
            );
          })}
        </ul>
      )}
      <Field label={t("chats.label")} hint={t("chats.hint")}>
        {(control) => (
          <Input
            {...control}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            onKeyDown={onKeyDown}
            dir="auto"
            inputMode="search"
            autoComplete="off"
            spellCheck={false}
            maxLength={filterLimits.nameLength}
            placeholder={t("chats.placeholder")}
          />
        )}
      </Field>
      <div aria-live="polite" className="grid gap-1">
        {isAddress && (
          <Button
            variant="outline"
            size="sm"
            className="max-w-full justify-self-start"
            onClick={() => add(address)}
          >
            <Plus aria-hidden />
            <span className="truncate">{t("chats.addAddress", { address })}</span>
          </Button>
        )}
        {left.length > 0 && (
          <ul aria-label={t("chats.results")} className="grid gap-0.5">
            {left.map((chat) => (
              <li key={chat.id}>
                <Button
                  variant="ghost"
                  className="h-auto min-h-8 w-full justify-start py-1"
                  onClick={() => add(chat.chatId, nameOf(chat))}
                >
                  <Plus aria-hidden />
                  <span dir="auto" className="min-w-0 truncate">
                    {nameOf(chat)}
                  </span>
                  <span className="ms-auto truncate font-normal text-muted-foreground text-xs">
                    {chat.numberName}
                  </span>
                </Button>
              </li>
            ))}
          </ul>
        )}
        {isSettled && !isSearching && left.length === 0 && !isAddress && (
          <p className="text-muted-foreground text-xs">{t("chats.nothing")}</p>
        )}
      </div>
    </div>
  );
}

function useFound(workspace: string, typed: string) {
  const trpc = useTRPC();
  const query = useSettled(typed.trim());
  const enabled = query.length >= minQuery;
  const { data, isFetching } = useQuery(
    trpc.chats.search.queryOptions({ workspace, query }, { enabled, placeholderData: keepPreviousData }),
  );
  const found = new Map<string, ChatView>();
  // The same contact may write to several numbers; the filter names the contact.
  for (const chat of enabled ? [...(data?.chats ?? []), ...(data?.hits ?? []).map((hit) => hit.chat)] : []) {
    if (!found.has(chat.chatId)) found.set(chat.chatId, chat);
  }
  return {
    found: [...found.values()],
    isSearching: isFetching,
    isSettled: enabled && query === typed.trim(),
  };
}
