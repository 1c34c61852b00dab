"use client";

import { useTranslations } from "next-intl";
import { Label } from "#app/_ui/label.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";

/** Stands for no condition among the options, whose values are texts. */
const open = "open";

const texts = {
  inbound: "direction.inbound",
  outbound: "direction.outbound",
  direct: "kind.direct",
  group: "kind.group",
  reader: "assigned.reader",
  nobody: "assigned.nobody",
} as const;

const keyOf = (option: keyof typeof texts) => texts[option];

interface OneOfProps<Option extends keyof typeof texts> {
  part: "direction" | "kind" | "assigned";
  options: readonly Option[];
  value: Option | undefined;
  onChange: (option: Option | undefined) => void;
}

/** One of a few answers, or none of them. */
export function OneOf<Option extends keyof typeof texts>({
  part,
  options,
  value,
  onChange,
}: OneOfProps<Option>) {
  const t = useTranslations("filters");
  return (
    <RadioGroup
      aria-label={t(`parts.${part}`)}
      value={value ?? open}
      onValueChange={(chosen) => onChange(options.find((option) => option === chosen))}
      className="gap-1"
    >
      <Answer value={open} text={t(`any.${part}`)} />
      {options.map((option) => (
        <Answer key={option} value={option} text={t(keyOf(option))} />
      ))}
    </RadioGroup>
  );
}

function Answer({ value, text }: { value: string; text: string }) {
  return (
    <Label className="min-h-6 gap-2.5 font-normal">
      <RadioGroupItem value={value} />
      {text}
    </Label>
  );
}
