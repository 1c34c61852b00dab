"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { useSettled } from "../../../_lib/use-settled.ts";

interface MemberFieldProps {
  workspace: string;
  label: string;
  /** A member's id; empty for nobody yet. */
  value: string;
  onChange: (userId: string) => void;
  error?: string | undefined;
}

/** Somebody of the team who is not suspended. A team that does not fit one page can be searched. */
export function MemberField({ workspace, label, value, onChange, error }: MemberFieldProps) {
  const t = useTranslations("subscriptions.audience");
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const search = useSettled(typed.trim());
  const { data: first } = useQuery(trpc.members.list.queryOptions({ workspace }));
  const isLarge = first?.nextCursor != null;
  const { data: found } = useQuery(
    trpc.members.list.queryOptions(
      { workspace, search },
      { enabled: isLarge && search !== "", placeholderData: keepPreviousData },
    ),
  );
  const team =
    (search !== "" && found ? found : first)?.members.filter(({ suspendedAt }) => !suspendedAt) ?? [];
  return (
    <div className="grid content-start gap-2">
      <Field label={label} error={error}>
        {(control) => (
          <Select value={value} onValueChange={onChange}>
            <SelectTrigger {...control} data-testid="member">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {team.map(({ userId, name, email }) => (
                <SelectItem key={userId} value={userId}>
                  {name ?? email}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      {isLarge && (
        <Input
          type="search"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          aria-label={t("search")}
          placeholder={t("search")}
        />
      )}
    </div>
  );
}
