"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Input } from "#app/_ui/input.tsx";
import type { AvailableGroupView } from "#server/groups/schemas.ts";
import { Freshness } from "../../_components/freshness.tsx";
import { UpstreamRefusal } from "../../_components/upstream-refusal.tsx";
import { VirtualList } from "../../_components/virtual-list.tsx";
import { RowSkeletons } from "./row-skeletons.tsx";

interface AvailableGroupsProps {
  workspace: string;
  numberId: string;
  chosen: string | null;
  onChoose: (group: AvailableGroupView) => void;
}

const folded = (text: string) => text.normalize("NFKC").toLocaleLowerCase();

/** The WhatsApp groups that a number is in, to choose one from. */
export function AvailableGroups({ workspace, numberId, chosen, onChoose }: AvailableGroupsProps) {
  const t = useTranslations("groups.available");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [search, setSearch] = useState("");
  const input = { workspace, numberId };
  const list = useQuery(trpc.groups.available.queryOptions(input, { retry: false }));
  const refresh = useMutation(
    trpc.groups.refreshAvailable.mutationOptions({
      onSuccess: (fresh) => queryClient.setQueryData(trpc.groups.available.queryKey(input), fresh),
    }),
  );
  const ask = () => refresh.mutate(input);
  const groups = list.data?.groups ?? null;
  const refusal = refresh.error ?? list.error ?? (groups === null ? list.data?.age.failure : null);
  const refused = refusal && (
    <UpstreamRefusal error={refusal} onRecheck={ask} rechecking={refresh.isPending} />
  );
  if (groups === null || !list.data) return refused || <RowSkeletons count={3} />;

  const wanted = folded(search.trim());
  const shown = groups.filter(({ name }) => folded(name).includes(wanted));
  return (
    <div className="grid gap-2">
      {refused}
      <div className="relative">
        <Search
          aria-hidden
          className="pointer-events-none absolute start-2.5 top-2 size-4 text-muted-foreground"
        />
        <Input
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          className="ps-8"
        />
      </div>
      <div className="max-h-72 overflow-y-auto rounded-lg border">
        {shown.length === 0 ? (
          <p className="px-3 py-8 text-center text-muted-foreground text-sm">
            {groups.length === 0 ? t("none") : t("noMatch")}
          </p>
        ) : (
          <VirtualList
            rows={shown}
            keyOf={({ waGroupId }) => waGroupId}
            label={t("label")}
            estimatedRowPx={45}
            className="max-h-72"
            renderRow={(group) => (
              <AvailableRow group={group} isChosen={group.waGroupId === chosen} onChoose={onChoose} />
            )}
          />
        )}
      </div>
      <div className="justify-self-end">
        <Freshness fresh={list.data.age} onRefresh={ask} pending={refresh.isPending} />
      </div>
    </div>
  );
}

interface AvailableRowProps {
  group: AvailableGroupView;
  isChosen: boolean;
  onChoose: (group: AvailableGroupView) => void;
}

function AvailableRow({ group, isChosen, onChoose }: AvailableRowProps) {
  const t = useTranslations("groups.available");
  const tGroups = useTranslations("groups");
  const isWatched = group.watchedAs !== null;
  return (
    <button
      type="button"
      disabled={isWatched}
      aria-pressed={isChosen}
      data-testid="available-group"
      onClick={() => onChoose(group)}
      className={cn(
        "flex min-h-11 w-full items-center gap-3 px-3 py-2 text-start text-sm focus-visible:-outline-offset-2",
        isWatched ? "text-muted-foreground" : "hover:bg-muted/60",
        isChosen && "bg-accent",
      )}
    >
      <span className="min-w-0 flex-1 truncate" dir="auto">
        {group.name || tGroups("unnamed")}
      </span>
      <span className="shrink-0 text-muted-foreground text-xs">
        {isWatched ? t("watched") : group.people !== null && t("people", { count: group.people })}
      </span>
      {isChosen && <Check aria-hidden className="size-4 shrink-0 text-primary" />}
    </button>
  );
}
