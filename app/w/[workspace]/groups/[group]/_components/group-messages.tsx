"use client";

import { MessageSquareDashed, SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useId } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import type { GroupView } from "#server/groups/schemas.ts";
import { Freshness } from "../../../_components/freshness.tsx";
import { UpstreamRefusal } from "../../../_components/upstream-refusal.tsx";
import { VirtualList } from "../../../_components/virtual-list.tsx";
import { RowSkeletons } from "../../_components/row-skeletons.tsx";
import { isHit } from "../../highlight.ts";
import { groupParams } from "../search-params.ts";
import { GroupMessage } from "./group-message.tsx";
import { useGroupMessages } from "./use-group-messages.ts";

export function GroupMessages({ workspace, group }: { workspace: string; group: GroupView }) {
  const t = useTranslations("groups.messages");
  const list = useGroupMessages(workspace, group.id);
  const [{ hits }, setParams] = useQueryStates(groupParams);
  const { messages, age } = list;
  if (messages === null && list.refusal) {
    return <UpstreamRefusal error={list.refusal} onRecheck={list.refresh} rechecking={list.isRefreshing} />;
  }
  if (messages === null) return <RowSkeletons count={5} />;
  const hasKeywords = group.keywords.length > 0;
  const onlyHits = hits && hasKeywords;
  const shown = onlyHits ? messages.filter(({ text }) => isHit(text, group.keywords)) : messages;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        {hasKeywords ? (
          <OnlyHits checked={onlyHits} onChange={(next) => void setParams({ hits: next || null })} />
        ) : (
          <span />
        )}
        {age && <Freshness fresh={age} onRefresh={list.refresh} pending={list.isRefreshing} />}
      </div>
      <ErrorNotice error={typeof list.refusal === "string" ? null : list.refusal} />
      {shown.length === 0 ? (
        <Nothing
          group={group}
          isFiltered={messages.length > 0}
          onClear={() => void setParams({ hits: null })}
        />
      ) : (
        <VirtualList
          rows={shown}
          keyOf={({ id }) => id}
          label={t("label")}
          estimatedRowPx={76}
          className="rounded-lg border bg-card shadow-xs"
          renderRow={(message) => <GroupMessage message={message} keywords={group.keywords} />}
        />
      )}
      <ErrorNotice error={list.olderError} />
      {list.hasOlder && (
        <Button
          variant="outline"
          className="justify-self-center"
          loading={list.isLoadingOlder}
          onClick={list.loadOlder}
        >
          {t("older")}
        </Button>
      )}
    </div>
  );
}

function OnlyHits({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const t = useTranslations("groups.messages");
  const id = useId();
  return (
    <span className="flex items-center gap-2">
      <Checkbox id={id} checked={checked} onCheckedChange={(next) => onChange(next === true)} />
      <label htmlFor={id} className="text-sm">
        {t("onlyHits")}
      </label>
    </span>
  );
}

interface NothingProps {
  group: GroupView;
  isFiltered: boolean;
  onClear: () => void;
}

function Nothing({ group, isFiltered, onClear }: NothingProps) {
  const t = useTranslations("groups.messages");
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX />}
        title={t("noHit.title")}
        text={t("noHit.text")}
        action={
          <Button variant="outline" onClick={onClear}>
            {t("noHit.clear")}
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={<MessageSquareDashed />}
      title={t("none.title")}
      text={group.isActive ? t("none.text") : t("none.paused")}
    />
  );
}
