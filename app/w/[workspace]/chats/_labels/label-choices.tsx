"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Input } from "#app/_ui/input.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { LabelChip } from "#server/chats/schemas.ts";
import { labelLimits } from "#server/labels/schemas.ts";
import { LabelDot } from "../../_components/label-chips.tsx";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { useMakeLabel } from "./use-make-label.ts";

/** As many as people overlook; typing finds the others. */
const maxShown = 50;

interface LabelChoicesProps {
  chosen: readonly LabelChip[];
  onToggle: (label: LabelChip) => void;
}

/** A field to search in, and under it the labels to tick, by keyboard without leaving the field. */
export function LabelChoices({ chosen, onToggle }: LabelChoicesProps) {
  const t = useTranslations("labels.picker");
  const trpc = useTRPC();
  const { workspace, mayMakeLabels } = useChatsAccess();
  const { data } = useQuery(trpc.labels.list.queryOptions({ workspace }));
  const [search, setSearch] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const make = useMakeLabel(data?.labels ?? [], (label) => {
    onToggle(label);
    setSearch("");
  });

  const wanted = search.trim().toLowerCase();
  const found = (data?.labels ?? []).filter(({ name }) => name.toLowerCase().includes(wanted));
  const shown = found.slice(0, maxShown);
  const isKnown = found.some(({ name }) => name.toLowerCase() === wanted);
  const offersNew = mayMakeLabels && data?.connected === true && wanted !== "" && !isKnown;
  const last = shown.length - 1 + (offersNew ? 1 : 0);
  const place = Math.min(active, Math.max(0, last));

  function choose(index: number) {
    const label = shown[index];
    if (label) onToggle({ id: label.id, name: label.name, color: label.color });
    else if (offersNew && !make.isPending) make.run(search.trim());
  }
  function onKeyDown(event: KeyboardEvent) {
    // A word that is still being composed is not done with Enter.
    if (event.nativeEvent.isComposing) return;
    const places: Record<string, number> = {
      ArrowDown: place >= last ? 0 : place + 1,
      ArrowUp: place <= 0 ? last : place - 1,
      Home: 0,
      End: last,
    };
    const next = places[event.key];
    if (next === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (next === undefined) choose(place);
    else setActive(next);
  }
  return (
    <>
      <div className="border-b p-2">
        <Input
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={last >= 0 ? `${id}-${place}` : undefined}
          aria-autocomplete="list"
          aria-label={mayMakeLabels ? t("search") : t("searchOnly")}
          placeholder={mayMakeLabels ? t("search") : t("searchOnly")}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          maxLength={labelLimits.name}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          data-testid="label-search"
        />
      </div>
      {data === undefined ? (
        <div aria-busy className="grid gap-1 p-2">
          <Skeleton className="h-7" />
          <Skeleton className="h-7" />
          <Skeleton className="h-7" />
        </div>
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto p-1">
          <div id={`${id}-list`} role="listbox" aria-multiselectable aria-label={t("list")} tabIndex={-1}>
            {shown.map((label, index) => (
              <Choice
                key={label.id}
                id={`${id}-${index}`}
                isActive={index === place}
                isOn={chosen.some((one) => one.id === label.id)}
                label={label}
                onChoose={() => choose(index)}
                onPoint={() => setActive(index)}
              />
            ))}
            {offersNew && (
              <div
                id={`${id}-${shown.length}`}
                role="option"
                aria-selected={false}
                tabIndex={-1}
                className={choiceClasses(place === shown.length)}
                onClick={() => choose(shown.length)}
                onPointerMove={() => setActive(shown.length)}
                onKeyDown={onKeyDown}
                data-testid="make-label"
              >
                <Plus aria-hidden className="size-4 shrink-0 text-muted-foreground" />
                <span dir="auto" className="min-w-0 truncate">
                  {t("create", { name: search.trim() })}
                </span>
              </div>
            )}
          </div>
          <Remark
            found={found.length}
            hasAny={data.labels.length > 0}
            offersNew={offersNew}
            search={search.trim()}
          />
        </div>
      )}
    </>
  );
}

const choiceClasses = (isActive: boolean) =>
  cn(
    "flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 py-1 text-sm outline-none",
    isActive && "bg-accent text-accent-foreground",
  );

interface ChoiceProps {
  id: string;
  label: LabelChip;
  isActive: boolean;
  isOn: boolean;
  onChoose: () => void;
  onPoint: () => void;
}

function Choice({ id, label, isActive, isOn, onChoose, onPoint }: ChoiceProps) {
  return (
    // The field keeps the focus and has the keys; this is for pointers, and for whoever reads the list.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above handles the keys
    <div
      id={id}
      role="option"
      aria-selected={isOn}
      tabIndex={-1}
      className={choiceClasses(isActive)}
      onClick={onChoose}
      onPointerMove={onPoint}
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: "nearest" });
      }}
      data-testid="label-choice"
    >
      <span
        aria-hidden
        className={cn(
          "grid size-4 shrink-0 place-items-center rounded-sm border border-input",
          isOn && "border-primary bg-primary text-primary-foreground",
        )}
      >
        {isOn && <Check className="size-3.5" strokeWidth={3} />}
      </span>
      <LabelDot color={label.color} className="size-2.5" />
      <span dir="auto" className="min-w-0 truncate">
        {label.name}
      </span>
    </div>
  );
}

interface RemarkProps {
  found: number;
  hasAny: boolean;
  offersNew: boolean;
  search: string;
}

/** What the list does not show, and why. */
function Remark({ found, hasAny, offersNew, search }: RemarkProps) {
  const t = useTranslations("labels.picker");
  const text =
    found > maxShown
      ? t("more", { count: found - maxShown })
      : found > 0 || offersNew
        ? null
        : hasAny
          ? t("none", { search })
          : t("noneAtAll");
  return (
    <p role="status" className="px-2 py-1.5 text-muted-foreground text-xs empty:hidden">
      {text}
    </p>
  );
}
