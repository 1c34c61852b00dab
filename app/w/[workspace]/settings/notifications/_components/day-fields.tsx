"use client";

import { useId } from "react";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Label } from "#app/_ui/label.tsx";
import { weekDays } from "../times.ts";
import { useTimeWords } from "./use-time-words.ts";

interface DayFieldsProps {
  legend: string;
  hint: string;
  /** 1 is Monday. */
  value: readonly number[];
  onChange: (days: number[]) => void;
  error?: string | undefined;
}

export function DayFields({ legend, hint, value, onChange, error }: DayFieldsProps) {
  const { day, shortDay } = useTimeWords();
  const id = useId();
  const toggle = (one: number) =>
    onChange(weekDays.filter((known) => value.includes(known) !== (known === one)));
  return (
    <fieldset className="grid min-w-0 gap-1.5" aria-describedby={error ? `${id}-error` : `${id}-hint`}>
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      <div className="flex flex-wrap gap-x-3.5 gap-y-2">
        {weekDays.map((one) => (
          <Label key={one} className="min-h-6 gap-2 font-normal" title={day(one)}>
            <Checkbox
              checked={value.includes(one)}
              onCheckedChange={() => toggle(one)}
              aria-label={day(one)}
              aria-invalid={error ? true : undefined}
            />
            <span aria-hidden>{shortDay(one)}</span>
          </Label>
        ))}
      </div>
      <p id={`${id}-hint`} className="text-muted-foreground text-xs">
        {hint}
      </p>
      <p id={`${id}-error`} aria-live="polite" className={error ? "text-destructive text-xs" : "sr-only"}>
        {error}
      </p>
    </fieldset>
  );
}
