"use client";

import { useTranslations } from "next-intl";
import { Label } from "#app/_ui/label.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";

const kinds = ["member", "workspace"] as const;
export type TokenKind = (typeof kinds)[number];

interface KindFieldsProps {
  value: TokenKind;
  onChange: (kind: TokenKind) => void;
}

/** Whether a token has its maker's rights or the workspace's. */
export function KindFields({ value, onChange }: KindFieldsProps) {
  const t = useTranslations("tokens.create");
  return (
    <fieldset className="grid min-w-0">
      <legend className="mb-1.5 font-medium text-sm">{t("kind")}</legend>
      <RadioGroup
        value={value}
        onValueChange={(next) => onChange(kinds.find((kind) => kind === next) ?? value)}
        className="sm:grid-cols-2"
      >
        {kinds.map((kind) => (
          <Label
            key={kind}
            className="flex items-start gap-2.5 rounded-md border p-3 transition-colors has-data-[state=checked]:border-primary has-data-[state=checked]:bg-primary/5"
          >
            <RadioGroupItem value={kind} className="mt-0.5" />
            <span className="grid gap-0.5">
              {t(kind)}
              <span className="text-pretty font-normal text-muted-foreground text-xs leading-5">
                {t(`${kind}Hint`)}
              </span>
            </span>
          </Label>
        ))}
      </RadioGroup>
    </fieldset>
  );
}
