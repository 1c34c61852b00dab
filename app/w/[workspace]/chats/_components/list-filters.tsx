"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowDownWideNarrow, Check, ListFilter, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import { chatOrders, chatShelves, type LabelChip } from "#server/chats/schemas.ts";
import { LabelDot } from "../../_components/label-chips.tsx";
import { isNarrowed, type ListParams, noNarrowing } from "../search-params.ts";
import { useChatsAccess, useNumbers } from "./chats-context.tsx";
import { NumberDot } from "./number-dot.tsx";

/** Radix has no empty value. */
const any = "*";

interface ListFiltersProps {
  params: ListParams;
  /** Labels of the chats that are listed, until all of them have been read. */
  labels: readonly LabelChip[];
  onChange: (change: Partial<ListParams>) => void;
}

/** Which shelf, in which order, and what narrows the list down. */
export function ListFilters({ params, labels, onChange }: ListFiltersProps) {
  const t = useTranslations("chats.filters");
  return (
    <div className="flex items-center gap-1">
      <ShelfMenu params={params} onChange={onChange} />
      <OrderMenu params={params} onChange={onChange} />
      <NarrowMenu params={params} labels={labels} onChange={onChange} />
      {isNarrowed(params) && (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t("clear")}
          title={t("clear")}
          onClick={() => onChange(noNarrowing)}
        >
          <X aria-hidden />
        </Button>
      )}
    </div>
  );
}

type MenuProps = Pick<ListFiltersProps, "params" | "onChange">;

function ShelfMenu({ params, onChange }: MenuProps) {
  const t = useTranslations("chats.filters");
  const tShelf = useTranslations("chats.shelf");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="sm"
          data-testid="shelf"
          aria-label={t("shelfIs", { shelf: tShelf(params.shelf) })}
          className={cn(params.shelf !== "open" && "bg-primary/8 text-primary")}
        >
          {tShelf(params.shelf)}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuLabel>{t("shelf")}</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={params.shelf}
          onValueChange={(value) =>
            onChange({ shelf: chatShelves.find((shelf) => shelf === value) ?? "open" })
          }
        >
          {chatShelves.map((shelf) => (
            <DropdownMenuRadioItem key={shelf} value={shelf}>
              {tShelf(shelf)}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function OrderMenu({ params, onChange }: MenuProps) {
  const t = useTranslations("chats.filters");
  const tOrder = useTranslations("chats.order");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon-sm"
          data-testid="order"
          aria-label={t("orderIs", { order: tOrder(params.order) })}
          title={t("orderIs", { order: tOrder(params.order) })}
          className={cn(params.order !== "activity" && "bg-primary/8 text-primary")}
        >
          <ArrowDownWideNarrow aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuLabel>{t("order")}</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={params.order}
          onValueChange={(value) =>
            onChange({ order: chatOrders.find((order) => order === value) ?? "activity" })
          }
        >
          {chatOrders.map((order) => (
            <DropdownMenuRadioItem key={order} value={order}>
              {tOrder(order)}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function NarrowMenu({ params, labels: seen, onChange }: ListFiltersProps) {
  const t = useTranslations("chats.filters");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const numbers = useNumbers();
  const [isOpen, setOpen] = useState(false);
  const all = useQuery({ ...trpc.labels.list.queryOptions({ workspace }), enabled: isOpen });
  const labels = all.data?.labels ?? seen;
  return (
    <DropdownMenu open={isOpen} onOpenChange={setOpen}>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon-sm"
          data-testid="filters"
          aria-label={t("label")}
          title={t("label")}
          className={cn(isNarrowed(params) && "bg-primary/8 text-primary")}
        >
          <ListFilter aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="w-60">
        <DropdownMenuItem
          role="menuitemcheckbox"
          aria-checked={params.unread === true}
          onSelect={() => onChange({ unread: params.unread ? null : true })}
        >
          <span className="flex-1">{t("unread")}</span>
          {params.unread && <Check aria-hidden />}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <Choices
          label={t("kind")}
          all={t("allKinds")}
          value={params.kind}
          options={[
            { value: "person", label: t("person") },
            { value: "group", label: t("group") },
          ]}
          onChange={(value) => onChange({ kind: value === "person" || value === "group" ? value : null })}
        />
        {numbers.length > 1 && (
          <Choices
            label={t("number")}
            all={t("allNumbers")}
            value={params.number}
            options={numbers.map(({ id, name }) => ({
              value: id,
              label: name || t("unnamedNumber"),
              mark: <NumberDot numberId={id} />,
            }))}
            onChange={(number) => onChange({ number })}
          />
        )}
        {labels.length > 0 && (
          <Choices
            label={t("labels")}
            all={t("allLabels")}
            value={params.label}
            options={labels.map(({ id, name, color }) => ({
              value: id,
              label: name,
              mark: <LabelDot color={color} />,
            }))}
            onChange={(label) => onChange({ label })}
          />
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

interface ChoicesProps {
  label: string;
  all: string;
  value: string | null;
  options: { value: string; label: string; mark?: ReactNode }[];
  onChange: (value: string | null) => void;
}

function Choices({ label, all, value, options, onChange }: ChoicesProps) {
  return (
    <>
      <DropdownMenuLabel>{label}</DropdownMenuLabel>
      <DropdownMenuRadioGroup
        value={value ?? any}
        onValueChange={(next) => onChange(next === any ? null : next)}
      >
        <DropdownMenuRadioItem value={any}>{all}</DropdownMenuRadioItem>
        {options.map((option) => (
          <DropdownMenuRadioItem key={option.value} value={option.value}>
            {option.mark}
            <span dir="auto" className="min-w-0 truncate">
              {option.label}
            </span>
          </DropdownMenuRadioItem>
        ))}
      </DropdownMenuRadioGroup>
    </>
  );
}
