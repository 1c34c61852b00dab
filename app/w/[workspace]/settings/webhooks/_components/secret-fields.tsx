"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Label } from "#app/_ui/label.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";
import { webhookLimits } from "#server/webhooks/schemas.ts";

const kinds = ["keep", "new", "own", "none"] as const;

/** What the secret is to be; `value` counts for `own` only. */
export type SecretWish = { kind: (typeof kinds)[number]; value: string };

const texts = {
  keep: ["secretKeep", "secretKeepHint"],
  new: ["secretNew", "secretNewHint"],
  own: ["secretOwn", "secretOwnHint"],
  none: ["secretNone", "secretNoneHint"],
} as const;

interface SecretFieldsProps {
  isNew: boolean;
  value: SecretWish;
  onChange: (wish: SecretWish) => void;
  error: string | undefined;
}

/** A new webhook gets a secret unless somebody decides otherwise; a known one keeps its own. */
export function SecretFields({ isNew, value, onChange, error }: SecretFieldsProps) {
  const t = useTranslations("webhooks.form");
  const id = useId();
  // MoltFlow has no way to take a secret away.
  const offered = isNew ? (["new", "own", "none"] as const) : (["keep", "new", "own"] as const);
  const choose = (kind: string) =>
    onChange({ ...value, kind: kinds.find((known) => known === kind) ?? value.kind });
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1 font-medium text-sm">{t("secret")}</legend>
      <p className="-mt-1 text-pretty text-muted-foreground text-xs">{t("secretHint")}</p>
      <RadioGroup value={value.kind} onValueChange={choose} className="gap-0 divide-y rounded-md border">
        {offered.map((kind) => (
          <Label key={kind} className="flex items-start gap-2.5 px-3 py-2">
            <RadioGroupItem value={kind} className="mt-0.5" aria-describedby={`${id}-${kind}`} />
            <span className="grid gap-0.5">
              {t(texts[kind][0])}
              <span id={`${id}-${kind}`} className="font-normal text-muted-foreground text-xs">
                {t(texts[kind][1])}
              </span>
            </span>
          </Label>
        ))}
      </RadioGroup>
      {value.kind === "own" && (
        <Field label={t("secretValue")} error={error}>
          {(control) => (
            <Input
              {...control}
              type="password"
              value={value.value}
              onChange={(event) => onChange({ kind: "own", value: event.target.value })}
              maxLength={webhookLimits.secretMax}
              autoComplete="new-password"
              spellCheck={false}
            />
          )}
        </Field>
      )}
    </fieldset>
  );
}
