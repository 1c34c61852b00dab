"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useFaults } from "#app/_lib/errors/use-faults.ts";
import { Button } from "#app/_ui/button.tsx";
import { DialogClose, DialogFooter } from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Textarea } from "#app/_ui/textarea.tsx";
import { colorSchema, createLabelSchema, labelLimits } from "#server/labels/schemas.ts";
import { LabelTag } from "../../../_components/label-chips.tsx";
import { ColorField } from "./color-field.tsx";

export type LabelEntries = { name: string; color: string; description: string };

interface LabelFormProps {
  start: LabelEntries;
  onSave: (entries: LabelEntries) => void;
  submitLabel: string;
  error: unknown;
  /** The one thing to do about the error. */
  action?: ReactNode;
  pending: boolean;
}

export function LabelForm({ start, onSave, submitLabel, error, action, pending }: LabelFormProps) {
  const t = useTranslations("labels.form");
  const tCommon = useTranslations("common");
  const [entries, setEntries] = useState(start);
  const faults = useFaults("label", createLabelSchema, entries);
  const change = (part: Partial<LabelEntries>) => setEntries((before) => ({ ...before, ...part }));
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!faults.check(event.currentTarget) || pending) return;
    const { description = "", ...checked } = createLabelSchema.parse(entries);
    onSave({ ...checked, description });
  }
  const color = colorSchema.safeParse(entries.color).data;
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <Field label={t("name")} error={faults.of("name")}>
        {(control) => (
          <Input
            {...control}
            value={entries.name}
            onChange={(event) => change({ name: event.target.value })}
            maxLength={labelLimits.name}
            placeholder={t("nameExample")}
            autoComplete="off"
            dir="auto"
          />
        )}
      </Field>
      <ColorField value={entries.color} onChange={(color) => change({ color })} error={faults.of("color")} />
      <Field label={t("description")} optional error={faults.of("description")}>
        {(control) => (
          <Textarea
            {...control}
            value={entries.description}
            onChange={(event) => change({ description: event.target.value })}
            maxLength={labelLimits.description}
            rows={2}
            dir="auto"
          />
        )}
      </Field>
      <div className="flex min-w-0 items-center gap-3 text-muted-foreground text-xs">
        {t("preview")}
        {color && <LabelTag name={entries.name.trim() || t("nameExample")} color={color} />}
      </div>
      <ErrorNotice error={error} action={action} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={pending}>
          {submitLabel}
        </Button>
      </DialogFooter>
    </form>
  );
}
