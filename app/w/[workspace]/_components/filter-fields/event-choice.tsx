"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Label } from "#app/_ui/label.tsx";
import { eventFilterSchema, filterLimits } from "#server/event-filter/schemas.ts";
import {
  type Family,
  families,
  familyNames,
  familyState,
  isWanted,
  otherEvents,
  toggleEvent,
  toggleFamily,
} from "./event-names.ts";
import { eventKeys } from "./use-filter-words.ts";

interface EventChoiceProps {
  value: readonly string[];
  onChange: (events: string[]) => void;
  /** Names that arrived in the workspace. */
  heard: readonly string[];
  /** Whether all of a family is each of its kinds by name. */
  byName: boolean;
}

/** Kinds of events by their families, and any other by its name. */
export function EventChoice({ value, onChange, heard, byName }: EventChoiceProps) {
  const t = useTranslations("filters");
  const others = [...new Set([...otherEvents(heard), ...otherEvents(value)])];
  return (
    <div className="grid gap-3">
      <p className="text-muted-foreground text-xs">{t("hints.events")}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        {familyNames.map((family) => (
          <FamilyChoice key={family} family={family} value={value} onChange={onChange} byName={byName} />
        ))}
        {others.length > 0 && (
          <fieldset className="grid content-start gap-1">
            <legend className="mb-1 font-medium text-sm">{t("families.other")}</legend>
            {others.map((name) => (
              <Label key={name} className="min-h-6 gap-2.5 font-normal">
                <Checkbox
                  checked={value.includes(name)}
                  onCheckedChange={() =>
                    onChange(
                      value.includes(name) ? value.filter((other) => other !== name) : [...value, name],
                    )
                  }
                />
                <span dir="ltr" className="min-w-0 truncate font-mono text-xs">
                  {name}
                </span>
              </Label>
            ))}
          </fieldset>
        )}
      </div>
      <AddEvent
        onAdd={(name) => onChange([...new Set([...value, name])])}
        isFull={value.length >= filterLimits.entries}
      />
    </div>
  );
}

type FamilyChoiceProps = Omit<EventChoiceProps, "heard"> & { family: Family };

function FamilyChoice({ family, value, onChange, byName }: FamilyChoiceProps) {
  const t = useTranslations("filters");
  const state = familyState(value, family);
  return (
    <fieldset className="grid content-start gap-1">
      <legend className="sr-only">{t(`families.${family}`)}</legend>
      <Label className="min-h-6 gap-2.5">
        <Checkbox
          checked={state === "some" ? "indeterminate" : state === "all"}
          onCheckedChange={() => onChange(toggleFamily(value, family, byName))}
        />
        {t(`families.${family}`)}
      </Label>
      {families[family].map((name) => (
        <Label key={name} className="ms-6.5 min-h-6 gap-2.5 font-normal" title={name}>
          <Checkbox
            checked={isWanted(value, family, name)}
            onCheckedChange={() => onChange(toggleEvent(value, family, name))}
          />
          {t(`events.${eventKeys[name]}`)}
        </Label>
      ))}
    </fieldset>
  );
}

/** For events that a program of the team sends into an inbox. */
function AddEvent({ onAdd, isFull }: { onAdd: (name: string) => void; isFull: boolean }) {
  const t = useTranslations("filters.addEvent");
  const [typed, setTyped] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  function add() {
    const name = typed.trim();
    if (name === "") return;
    const read = eventFilterSchema.safeParse({ events: [name] });
    setIsWrong(!read.success);
    if (!read.success) return;
    onAdd(name);
    setTyped("");
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    add();
  }
  return (
    <Field label={t("label")} hint={t("hint")} error={isWrong ? t("invalid") : undefined}>
      {(control) => (
        <div className="flex gap-2">
          <Input
            {...control}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            onKeyDown={onKeyDown}
            dir="ltr"
            autoComplete="off"
            spellCheck={false}
            maxLength={filterLimits.nameLength}
            className="max-w-60 font-mono"
          />
          <Button variant="outline" onClick={add} disabled={isFull}>
            {t("button")}
          </Button>
        </div>
      )}
    </Field>
  );
}
