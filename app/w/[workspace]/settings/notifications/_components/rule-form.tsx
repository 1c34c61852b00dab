"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useFaults } from "#app/_lib/errors/use-faults.ts";
import { Button } from "#app/_ui/button.tsx";
import { DialogClose, DialogFooter } from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { createSubscriptionSchema, subscriptionLimits } from "#server/subscriptions/schemas.ts";
import { FilterFields } from "../../../_components/filter-fields/filter-fields.tsx";
import type { RuleEntries } from "../rule-entries.ts";
import { AudienceField } from "./audience-field.tsx";
import { ChannelFields } from "./channel-fields.tsx";
import { DryRun } from "./dry-run.tsx";

interface RuleFormProps {
  workspace: string;
  isNew: boolean;
  before: RuleEntries;
  /** The reader's id, once it is known. */
  me: string | undefined;
  mayManage: boolean;
  onSave: (entries: RuleEntries) => void;
  error: unknown;
  pending: boolean;
}

export function RuleForm({ workspace, isNew, before, me, mayManage, onSave, error, pending }: RuleFormProps) {
  const t = useTranslations("subscriptions.form");
  const tCommon = useTranslations("common");
  const [entries, setEntries] = useState(before);
  const faults = useFaults("subscription", createSubscriptionSchema, entries);
  const change = (part: Partial<RuleEntries>) => setEntries((old) => ({ ...old, ...part }));
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (faults.check(event.currentTarget) && !pending) onSave(entries);
  }
  return (
    <form onSubmit={submit} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-5" noValidate>
      <Field label={t("name")} error={faults.of("name")}>
        {(control) => (
          <Input
            {...control}
            value={entries.name}
            onChange={({ target }) => change({ name: target.value })}
            maxLength={subscriptionLimits.name}
            placeholder={t("nameExample")}
            autoComplete="off"
            dir="auto"
          />
        )}
      </Field>
      {mayManage && (
        <AudienceField
          workspace={workspace}
          me={me}
          value={entries.audience}
          onChange={(audience) => change({ audience })}
          error={faults.of("audience")}
        />
      )}
      <FilterFields
        workspace={workspace}
        value={entries.filter}
        onChange={(filter) => change({ filter })}
        allowReader
      />
      <ChannelFields value={entries} onChange={change} />
      <DryRun workspace={workspace} rule={{ filter: entries.filter, audience: entries.audience }} most={5} />
      <ErrorNotice error={error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={pending}>
          {isNew ? t("create") : t("save")}
        </Button>
      </DialogFooter>
    </form>
  );
}
