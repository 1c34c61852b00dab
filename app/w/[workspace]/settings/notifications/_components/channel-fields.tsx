"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Label } from "#app/_ui/label.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { mailModes, type RuleEntries } from "../rule-entries.ts";

type Channels = Pick<RuleEntries, "inApp" | "push" | "mail" | "urgent">;

interface ChannelFieldsProps {
  value: Channels;
  onChange: (change: Partial<Channels>) => void;
}

/** Where a rule tells, and whether it waits for quiet hours to end. */
export function ChannelFields({ value, onChange }: ChannelFieldsProps) {
  const t = useTranslations("subscriptions");
  const isNowhere = !value.inApp && !value.push && value.mail === "none";
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-2 font-medium text-sm">{t("form.where")}</legend>
      <div className="grid divide-y rounded-md border">
        {(["inApp", "push", "urgent"] as const).map((name) => (
          <Option
            key={name}
            label={t(`form.${name}`)}
            hint={t(`form.${name}Hint`)}
            checked={value[name]}
            onChange={(isOn) => onChange({ [name]: isOn })}
          />
        ))}
      </div>
      <Field label={t("form.mail")}>
        {(control) => (
          <Select
            value={value.mail}
            onValueChange={(chosen) =>
              onChange({ mail: mailModes.find((mode) => mode === chosen) ?? value.mail })
            }
          >
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {mailModes.map((mode) => (
                <SelectItem key={mode} value={mode}>
                  {t(`mail.${mode}`)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      <p role="status" className="text-warning text-xs empty:hidden">
        {isNowhere && t("form.nowhere")}
      </p>
    </fieldset>
  );
}

interface OptionProps {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (isOn: boolean) => void;
}

function Option({ label, hint, checked, onChange }: OptionProps) {
  const hintId = useId();
  return (
    <Label className="flex items-start gap-2.5 px-3 py-2">
      <Checkbox
        checked={checked}
        onCheckedChange={(state) => onChange(state === true)}
        aria-describedby={hintId}
        className="mt-0.5"
      />
      <span className="grid gap-0.5">
        {label}
        <span id={hintId} className="text-pretty font-normal text-muted-foreground text-xs">
          {hint}
        </span>
      </span>
    </Label>
  );
}
