"use client";

import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { fieldOfMinute, minuteOfField } from "../times.ts";

interface TimeFieldProps {
  label: string;
  hint?: string;
  /** A minute of the day. */
  value: number;
  onChange: (minute: number) => void;
}

export function TimeField({ label, hint, value, onChange }: TimeFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Input
          {...control}
          type="time"
          required
          value={fieldOfMinute(value)}
          onChange={({ target }) => onChange(minuteOfField(target.value) ?? value)}
          className="w-32 tabular-nums"
        />
      )}
    </Field>
  );
}
