"use client";

import type { ReactNode } from "react";
import { cn } from "#app/_ui/cn.ts";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";

/** Radix has no empty value. */
const any = "*";

interface FilterChoiceProps {
  name: string;
  label: string;
  all: string;
  value: string | null;
  /** `label` also stands in the closed field; `content` is what the list shows instead, if anything. */
  options: { value: string; label: string; content?: ReactNode }[];
  onChange: (value: string | null) => void;
}

/** One filter of a list: everything, or one of the values. */
export function FilterChoice({ name, label, all, value, options, onChange }: FilterChoiceProps) {
  // A filter from the address may name what no longer exists; it is shown as it stands, so that it can be cleared.
  const chosen = options.find((option) => option.value === value);
  const isKnown = value === null || chosen !== undefined;
  return (
    <Select value={value ?? any} onValueChange={(next) => onChange(next === any ? null : next)}>
      <SelectTrigger
        aria-label={label}
        data-testid={`filter-${name}`}
        className={cn(
          "h-8 w-auto max-w-52 shrink-0 border-border shadow-none md:text-xs",
          value !== null && "border-primary/50 bg-primary/8 font-medium text-primary",
        )}
      >
        {/* Named here too: radix knows the text only in the browser, and the buttons would jump. */}
        <SelectValue>{value === null ? all : (chosen?.label ?? value)}</SelectValue>
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={any}>{all}</SelectItem>
        {options.map((option) => (
          <SelectItem key={option.value} value={option.value}>
            {option.content ?? option.label}
          </SelectItem>
        ))}
        {!isKnown && <SelectItem value={value}>{value}</SelectItem>}
      </SelectContent>
    </Select>
  );
}
