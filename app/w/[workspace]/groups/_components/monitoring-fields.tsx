"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";
import { Textarea } from "#app/_ui/textarea.tsx";
import { maxWordsCharacters, monitorModes } from "#server/groups/schemas.ts";
import { KeywordField } from "./keyword-field.tsx";
import { LeadLabel } from "./lead-label.tsx";
import { hasAi, type Monitoring, type MonitoringTrouble } from "./monitoring.ts";

interface MonitoringFieldsProps {
  workspace: string;
  value: Monitoring;
  onChange: (monitoring: Monitoring) => void;
  trouble: MonitoringTrouble;
  plan: string | null;
}

export function MonitoringFields({ workspace, value, onChange, trouble, plan }: MonitoringFieldsProps) {
  const t = useTranslations("groups.fields");
  const reasonText = useReasonText();
  const change = (part: Partial<Monitoring>) => onChange({ ...value, ...part });
  const errorOf = (key: keyof MonitoringTrouble) =>
    trouble[key] && (reasonText(`group.${trouble[key]}`) ?? undefined);
  return (
    <div className="grid gap-4">
      <ModeChoice value={value.mode} onChange={(mode) => change({ mode })} mayUseAi={hasAi(plan)} />
      {value.mode === "keywords" && (
        <KeywordField
          value={value.keywords}
          onChange={(keywords) => change({ keywords })}
          error={errorOf("keywords")}
        />
      )}
      {value.mode === "ai_analysis" && (
        <Field label={t("prompt.label")} hint={t("prompt.hint")} optional>
          {(control) => (
            <Textarea
              {...control}
              dir="auto"
              maxLength={maxWordsCharacters}
              value={value.prompt}
              onChange={({ target }) => change({ prompt: target.value })}
            />
          )}
        </Field>
      )}
      <Choice
        label={t("autoRespond.label")}
        hint={t("autoRespond.hint")}
        checked={value.autoRespond}
        onChange={(autoRespond) => change({ autoRespond })}
      />
      {value.autoRespond && (
        <Field label={t("template.label")} error={errorOf("responseTemplate")}>
          {(control) => (
            <Textarea
              {...control}
              dir="auto"
              maxLength={maxWordsCharacters}
              value={value.responseTemplate}
              onChange={({ target }) => change({ responseTemplate: target.value })}
            />
          )}
        </Field>
      )}
      <Choice
        label={t("autoLabelLeads.label")}
        hint={t("autoLabelLeads.hint")}
        checked={value.autoLabelLeads}
        onChange={(autoLabelLeads) => change({ autoLabelLeads })}
      />
      {value.autoLabelLeads && (
        <LeadLabel
          workspace={workspace}
          value={value.leadLabelId}
          onChange={(leadLabelId) => change({ leadLabelId })}
        />
      )}
      <Field label={t("webhook.label")} hint={t("webhook.hint")} error={errorOf("webhookUrl")} optional>
        {(control) => (
          <Input
            {...control}
            dir="ltr"
            inputMode="url"
            autoComplete="off"
            placeholder="https://"
            value={value.webhookUrl}
            onChange={({ target }) => change({ webhookUrl: target.value })}
          />
        )}
      </Field>
    </div>
  );
}

interface ModeChoiceProps {
  value: Monitoring["mode"];
  onChange: (mode: Monitoring["mode"]) => void;
  mayUseAi: boolean;
}

function ModeChoice({ value, onChange, mayUseAi }: ModeChoiceProps) {
  const t = useTranslations("groups");
  const id = useId();
  const isMode = (mode: string): mode is Monitoring["mode"] => monitorModes.some((known) => known === mode);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 font-medium text-sm">{t("fields.mode")}</legend>
      <RadioGroup value={value} onValueChange={(mode) => isMode(mode) && onChange(mode)}>
        {monitorModes.map((mode) => {
          const lacksPlan = mode === "ai_analysis" && !mayUseAi;
          return (
            <div key={mode} className="flex items-start gap-2.5">
              <RadioGroupItem
                id={`${id}-${mode}`}
                value={mode}
                disabled={lacksPlan}
                aria-describedby={`${id}-${mode}-hint`}
                className="mt-0.5"
              />
              <div className="grid gap-0.5">
                <label htmlFor={`${id}-${mode}`} className="flex items-center gap-2 text-sm">
                  {t(`modes.${mode}.name`)}
                  {lacksPlan && <Badge tone="outline">{t("fields.needsPro")}</Badge>}
                </label>
                <span id={`${id}-${mode}-hint`} className="text-muted-foreground text-xs">
                  {t(`modes.${mode}.hint`)}
                </span>
              </div>
            </div>
          );
        })}
      </RadioGroup>
    </fieldset>
  );
}

interface ChoiceProps {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Choice({ label, hint, checked, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <Checkbox
        id={id}
        checked={checked}
        onCheckedChange={(next) => onChange(next === true)}
        aria-describedby={`${id}-hint`}
        className="mt-0.5"
      />
      <div className="grid gap-0.5">
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        <span id={`${id}-hint`} className="text-muted-foreground text-xs">
          {hint}
        </span>
      </div>
    </div>
  );
}
