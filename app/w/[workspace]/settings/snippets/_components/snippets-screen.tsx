"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { BookText, Plus, SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Input } from "#app/_ui/input.tsx";
import type { SnippetView } from "#server/snippets/schemas.ts";
import { SnippetDialog } from "./snippet-dialog.tsx";
import { SnippetRow } from "./snippet-row.tsx";

interface SnippetsScreenProps {
  workspace: string;
  mayManage: boolean;
}

/** The workspace's snippets, and the ways to change them for whoever may. */
export function SnippetsScreen({ workspace, mayManage }: SnippetsScreenProps) {
  const t = useTranslations("snippets");
  const trpc = useTRPC();
  const { data: snippets } = useSuspenseQuery(trpc.snippets.list.queryOptions({ workspace }));
  const [search, setSearch] = useState("");
  const [edited, setEdited] = useState<SnippetView | "new" | null>(null);
  const found = snippets.filter((snippet) => holds(snippet, search));
  const add = mayManage && (
    <Button onClick={() => setEdited("new")} data-testid="add-snippet">
      <Plus aria-hidden />
      {t("add")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={add} />
      {snippets.length === 0 ? (
        <EmptyState
          icon={<BookText />}
          title={t("empty.title")}
          text={mayManage ? t("empty.text") : t("empty.readOnly")}
        />
      ) : (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <Input
              type="search"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
              aria-label={t("search")}
              placeholder={t("search")}
              className="max-w-xs"
            />
            <p role="status" className="text-muted-foreground text-xs">
              {t("count", { count: found.length })}
            </p>
          </div>
          {found.length === 0 ? (
            <NothingFound search={search} onClear={() => setSearch("")} />
          ) : (
            <ul aria-label={t("title")} className="divide-y overflow-hidden rounded-lg border bg-card">
              {found.map((snippet) => (
                <SnippetRow
                  key={snippet.id}
                  workspace={workspace}
                  snippet={snippet}
                  mayManage={mayManage}
                  onEdit={() => setEdited(snippet)}
                />
              ))}
            </ul>
          )}
        </>
      )}
      {edited && <SnippetDialog workspace={workspace} snippet={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

const holds = ({ name, shortcut, text }: SnippetView, search: string) =>
  `${name}\n${shortcut}\n${text}`.toLowerCase().includes(search.trim().toLowerCase());

function NothingFound({ search, onClear }: { search: string; onClear: () => void }) {
  const t = useTranslations("snippets.nothingFound");
  return (
    <EmptyState
      icon={<SearchX />}
      title={t("title", { search })}
      text={null}
      action={
        <Button variant="outline" onClick={onClear}>
          {t("clear")}
        </Button>
      }
    />
  );
}
