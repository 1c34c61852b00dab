"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { useFreshLabels } from "../../_lib/use-fresh-labels.ts";

interface LeadLabelProps {
  workspace: string;
  value: string | null;
  onChange: (labelId: string | null) => void;
}

/** A list has no value for nothing. */
const none = "none";

export function LeadLabel({ workspace, value, onChange }: LeadLabelProps) {
  const t = useTranslations("groups.fields.leadLabel");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.labels.list.queryOptions({ workspace }));
  useFreshLabels(workspace);
  return (
    <Field label={t("label")}>
      {(control) => (
        <Select value={value ?? none} onValueChange={(next) => onChange(next === none ? null : next)}>
          <SelectTrigger {...control}>
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            <SelectItem value={none}>{t("none")}</SelectItem>
            {data?.labels.map(({ id, name }) => (
              <SelectItem key={id} value={id}>
                <span dir="auto">{name}</span>
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </Field>
  );
}
