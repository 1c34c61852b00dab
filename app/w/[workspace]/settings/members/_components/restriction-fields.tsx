"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Label } from "#app/_ui/label.tsx";
import { isRestrictable, type Restrictions, type Role } from "#server/members/roles.ts";

interface RestrictionFieldsProps {
  workspace: string;
  role: Role;
  value: Restrictions;
  onChange: (value: Restrictions) => void;
}

const switches = ["assignedOnly", "hidePhones", "noExport"] as const;

/** What a member may see and do less than their role. Disabled, with the reason, for roles that cannot be restricted. */
export function RestrictionFields({ workspace, role, value, onChange }: RestrictionFieldsProps) {
  const t = useTranslations("members.restrictions");
  const isPossible = isRestrictable(role);
  return (
    <fieldset className="grid gap-3" disabled={!isPossible}>
      <legend className="mb-2 font-medium text-sm">{t("legend")}</legend>
      {!isPossible && <p className="text-pretty text-muted-foreground text-xs">{t("notForRole")}</p>}
      <OnlyNumbers
        workspace={workspace}
        value={value.onlyNumbers}
        onChange={(onlyNumbers) => onChange({ ...value, onlyNumbers })}
        disabled={!isPossible}
      />
      {switches.map((name) => (
        <Option
          key={name}
          label={t(`${name}.label`)}
          hint={t(`${name}.hint`)}
          checked={value[name]}
          onChange={(isChecked) => onChange({ ...value, [name]: isChecked })}
          disabled={!isPossible}
        />
      ))}
    </fieldset>
  );
}

interface OptionProps {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled: boolean;
}

function Option({ label, hint, checked, onChange, disabled }: OptionProps) {
  const hintId = useId();
  return (
    <Label className="flex items-start gap-2.5">
      <Checkbox
        checked={checked}
        onCheckedChange={(state) => onChange(state === true)}
        disabled={disabled}
        aria-describedby={hintId}
        className="mt-0.5"
      />
      <span className="grid gap-0.5">
        {label}
        <span id={hintId} className="text-pretty font-normal text-muted-foreground text-xs leading-5">
          {hint}
        </span>
      </span>
    </Label>
  );
}

interface OnlyNumbersProps {
  workspace: string;
  value: string[] | null;
  onChange: (value: string[] | null) => void;
  disabled: boolean;
}

function OnlyNumbers({ workspace, value, onChange, disabled }: OnlyNumbersProps) {
  const t = useTranslations("members.restrictions");
  const trpc = useTRPC();
  const { data: numbers } = useSuspenseQuery(trpc.numbers.list.queryOptions({ workspace }));
  const toggle = (id: string, isOn: boolean) =>
    onChange(isOn ? [...(value ?? []), id] : (value ?? []).filter((other) => other !== id));
  const hasNone = numbers.length === 0;
  return (
    <div className="grid gap-2">
      <Option
        label={t("onlyNumbers.label")}
        hint={hasNone ? t("onlyNumbers.none") : t("onlyNumbers.hint")}
        checked={value !== null}
        onChange={(isOn) => onChange(isOn ? [] : null)}
        disabled={disabled || (hasNone && value === null)}
      />
      {value !== null && (
        <ul className="ms-6.5 grid max-h-44 gap-1 overflow-y-auto rounded-md border p-2">
          {numbers.map(({ id, name, phoneNumber }) => (
            <li key={id}>
              <Label className="flex min-h-6 items-center gap-2.5 font-normal">
                <Checkbox
                  checked={value.includes(id)}
                  onCheckedChange={(state) => toggle(id, state === true)}
                  disabled={disabled}
                />
                <span className="min-w-0 truncate" dir="auto">
                  {name}
                </span>
                {phoneNumber && (
                  <span className="ms-auto text-muted-foreground text-xs tabular-nums">{phoneNumber}</span>
                )}
              </Label>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
