"use client";

import { useTranslations } from "next-intl";
import { Field } from "#app/_ui/field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { isRestrictable, type Restrictions, type Role, unrestricted } from "#server/members/roles.ts";
import { RestrictionFields } from "./restriction-fields.tsx";
import { RoleSelect } from "./role-select.tsx";

const lifetimes = [1, 7, 14, 30] as const;

export interface InviteFormProps {
  workspace: string;
  /** The viewer's own. */
  role: Role;
}

/** What both ways of inviting promise. */
export type Promised = { role: Role; restrictions: Restrictions; expiresInDays: number };

export const firstPromise: Promised = { role: "agent", restrictions: unrestricted, expiresInDays: 7 };

interface InviteFieldsProps {
  workspace: string;
  value: Promised;
  onChange: (value: Promised) => void;
  /** Who invites. */
  by: Role;
  roles?: readonly Role[];
}

export function InviteFields({ workspace, value, onChange, by, roles }: InviteFieldsProps) {
  const t = useTranslations("members.invite");
  const tRoles = useTranslations("members.roleHints");
  const { role, restrictions, expiresInDays } = value;
  const setRole = (role: Role) =>
    onChange({ ...value, role, restrictions: isRestrictable(role) ? restrictions : unrestricted });
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={t("role")} hint={tRoles(role)}>
          {({ id }) => (
            <RoleSelect id={id} value={role} onChange={setRole} by={by} {...(roles && { roles })} />
          )}
        </Field>
        <Field label={t("expires")}>
          {(control) => (
            <Select
              value={String(expiresInDays)}
              onValueChange={(days) => onChange({ ...value, expiresInDays: Number(days) })}
            >
              <SelectTrigger {...control}>
                <SelectValue>{t("days", { count: expiresInDays })}</SelectValue>
              </SelectTrigger>
              <SelectContent>
                {lifetimes.map((days) => (
                  <SelectItem key={days} value={String(days)}>
                    {t("days", { count: days })}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          )}
        </Field>
      </div>
      <RestrictionFields
        workspace={workspace}
        role={role}
        value={restrictions}
        onChange={(changed) => onChange({ ...value, restrictions: changed })}
      />
    </>
  );
}
