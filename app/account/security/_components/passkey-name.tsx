"use client";

import { useTranslations } from "next-intl";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";

const maxLength = 60;

interface PasskeyNameProps {
  value: string;
  onChange: (name: string) => void;
  error: string | undefined;
}

export function PasskeyName({ value, onChange, error }: PasskeyNameProps) {
  const t = useTranslations("security.passkeys");
  return (
    <Field label={t("name")} error={error}>
      {(control) => (
        <Input
          {...control}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          maxLength={maxLength}
          placeholder={t("placeholder")}
          autoComplete="off"
          dir="auto"
          data-testid="passkey-name"
        />
      )}
    </Field>
  );
}
