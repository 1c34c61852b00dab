"use client";

import { SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#app/_ui/popover.tsx";
import { parsePlace, writePlace } from "../place.ts";
import type { FilterParams } from "../search-params.ts";

type Wanted = Pick<FilterParams, "phone" | "path" | "value">;

interface MoreFiltersProps {
  filters: Wanted;
  onChange: (change: Wanted) => void;
}

/** What is asked for more seldom: a phone number or chat, and a place in the JSON. */
export function MoreFilters({ filters, onChange }: MoreFiltersProps) {
  const t = useTranslations("inbox.filters");
  const [isOpen, setOpen] = useState(false);
  const count = [filters.phone, filters.path].filter((value) => value !== null).length;
  return (
    <Popover open={isOpen} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button
          variant="outline"
          size="sm"
          data-testid="filter-more"
          className={cn(
            "h-8 shrink-0 font-normal",
            count > 0 && "border-primary/50 bg-primary/8 font-medium text-primary",
          )}
        >
          <SlidersHorizontal aria-hidden />
          {count > 0 ? t("moreSet", { count }) : t("more")}
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label={t("moreTitle")} className="p-4">
        <MoreForm
          filters={filters}
          onChange={(change) => {
            setOpen(false);
            onChange(change);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function MoreForm({ filters, onChange }: MoreFiltersProps) {
  const t = useTranslations("inbox.filters");
  const [phone, setPhone] = useState(filters.phone ?? "");
  const [place, setPlace] = useState(() => writePlace(filters));
  const [isWrong, setWrong] = useState(false);
  function submit(event: FormEvent) {
    event.preventDefault();
    const parsed = parsePlace(place);
    if (parsed) onChange({ phone: phone.trim() || null, ...parsed });
    else setWrong(true);
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <Field label={t("phone")} hint={t("phoneHint")}>
        {(control) => (
          <Input
            {...control}
            value={phone}
            onChange={({ target }) => setPhone(target.value)}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            dir="ltr"
          />
        )}
      </Field>
      <Field
        label={t("place")}
        hint={t.rich("placeHint", {
          example: () => (
            <code dir="ltr" className="[overflow-wrap:anywhere]">
              data.chat_id = 4915112345678@c.us
            </code>
          ),
        })}
        error={isWrong ? t("placeWrong") : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={place}
            onChange={({ target }) => {
              setPlace(target.value);
              setWrong(false);
            }}
            autoComplete="off"
            spellCheck={false}
            maxLength={403}
            dir="ltr"
            className="font-mono md:text-xs"
          />
        )}
      </Field>
      <Button type="submit" size="sm" className="justify-self-end">
        {t("apply")}
      </Button>
    </form>
  );
}
