"use client";

import { useTranslations } from "next-intl";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Label } from "#app/_ui/label.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";

const replayChoices = ["selection", "dead", "blocked", "cancelled", "since"] as const;
export type ReplayChoice = (typeof replayChoices)[number];

interface ReplayFieldsProps {
  choice: ReplayChoice;
  onChoice: (choice: ReplayChoice) => void;
  /** How many events were chosen; null when none were. */
  eventCount: number | null;
  /** As a `datetime-local` field has it. */
  since: string;
  onSince: (since: string) => void;
  /** Whether it is a time. */
  hasSince: boolean;
}

/** What to send again. */
export function ReplayFields({ choice, onChoice, eventCount, since, onSince, hasSince }: ReplayFieldsProps) {
  const t = useTranslations("destinations.replay");
  const offered = replayChoices.filter((known) => known !== "selection" || eventCount !== null);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium text-sm">{t("what")}</legend>
      <RadioGroup
        value={choice}
        onValueChange={(value) => onChoice(offered.find((known) => known === value) ?? choice)}
        className="gap-0 divide-y rounded-md border"
      >
        {offered.map((known) => (
          <Label key={known} className="flex items-center gap-2.5 px-3 py-2 font-normal">
            <RadioGroupItem value={known} />
            {known === "selection" ? t("selection", { count: eventCount ?? 0 }) : t(`choice.${known}`)}
          </Label>
        ))}
      </RadioGroup>
      {choice === "since" && (
        <Field label={t("sinceLabel")} error={hasSince ? undefined : t("sinceMissing")}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={since}
              onChange={(event) => onSince(event.target.value)}
            />
          )}
        </Field>
      )}
    </fieldset>
  );
}
