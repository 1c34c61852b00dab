"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search, UserRoundSearch } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useRef, useState } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { Role } from "#server/members/roles.ts";
import { listParams } from "../search-params.ts";
import { MemberRow } from "./member-row.tsx";

interface MemberListProps {
  workspace: string;
  role: Role;
  mayManage: boolean;
}

const typingMs = 250;

/** The team, a page at a time, with its search. */
export function MemberList({ workspace, role, mayManage }: MemberListProps) {
  const t = useTranslations("members");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const [{ q, after }, setParams] = useQueryStates(listParams, { history: "push" });
  const input = { workspace, search: q ?? undefined, cursor: after ?? undefined };
  const list = useQuery(trpc.members.list.queryOptions(input, { placeholderData: keepPreviousData }));
  const [text, setText] = useState(q ?? "");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const search = (wanted: string) => setParams({ q: wanted || null, after: null });
  function type(typed: string) {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => search(typed.trim()), typingMs);
  }
  function clear() {
    setText("");
    search("");
  }
  return (
    <section aria-label={t("title")} className="grid gap-3">
      <SearchField text={text} onType={type} />
      <ErrorNotice error={list.error} />
      {list.isPending && <Skeleton className="h-72 rounded-lg" />}
      {list.data?.members.length === 0 && (
        <EmptyState
          icon={<UserRoundSearch />}
          title={t("list.noneTitle")}
          text={t("list.noneText")}
          action={
            <Button variant="outline" onClick={clear}>
              {tCommon("clear")}
            </Button>
          }
        />
      )}
      {list.data && list.data.members.length > 0 && (
        <Card className="gap-0 py-0">
          <ul className="divide-y" aria-busy={list.isPlaceholderData}>
            {list.data.members.map((member) => (
              <MemberRow
                key={member.userId}
                workspace={workspace}
                member={member}
                role={role}
                mayManage={mayManage}
              />
            ))}
          </ul>
        </Card>
      )}
      {(after !== null || list.data?.nextCursor) && (
        <nav aria-label={t("list.pages")} className="flex gap-2">
          <Button variant="outline" disabled={after === null} onClick={() => setParams({ after: null })}>
            {t("list.first")}
          </Button>
          <Button
            variant="outline"
            disabled={!list.data?.nextCursor}
            onClick={() => setParams({ after: list.data?.nextCursor ?? null })}
          >
            {t("list.next")}
          </Button>
        </nav>
      )}
    </section>
  );
}

function SearchField({ text, onType }: { text: string; onType: (text: string) => void }) {
  const t = useTranslations("members.list");
  return (
    <search className="relative w-full sm:w-80">
      <Search
        className="pointer-events-none absolute inset-y-0 start-2.5 my-auto size-4 text-muted-foreground"
        aria-hidden
      />
      <Input
        type="search"
        aria-label={t("search")}
        placeholder={t("search")}
        value={text}
        maxLength={100}
        onChange={(event) => onType(event.target.value)}
        className="ps-8"
        dir="auto"
      />
    </search>
  );
}
