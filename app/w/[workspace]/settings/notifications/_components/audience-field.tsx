"use client";

import { useTranslations } from "next-intl";
import { Field } from "#app/_ui/field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { may, type Role, rolesThatMay } from "#server/members/roles.ts";
import type { Audience } from "#server/subscriptions/schemas.ts";
import { RoleName } from "../../members/_components/role-name.tsx";
import { MemberField } from "./member-field.tsx";

interface AudienceFieldProps {
  workspace: string;
  me: string | undefined;
  value: Audience;
  onChange: (audience: Audience) => void;
  /** What is wrong with the member. */
  error: string | undefined;
}

const kinds = ["me", "member", "role", "on_call", "everyone"] as const;
type Kind = (typeof kinds)[number];

/** Only whoever may see events hears of them. */
const hearing: readonly Role[] = rolesThatMay("inbox.read").filter((role) => may(role, "chats.read"));

/** Who is told: for managers, who make rules for others too. */
export function AudienceField({ workspace, me, value, onChange, error }: AudienceFieldProps) {
  const t = useTranslations("subscriptions.audience");
  const kind: Kind = value.kind === "member" && value.userId === me ? "me" : value.kind;
  function choose(chosen: string) {
    if (chosen === "me" && me) onChange({ kind: "member", userId: me });
    // Nobody yet: the field for the member asks for one.
    if (chosen === "member") onChange({ kind: "member", userId: "" });
    if (chosen === "role") onChange({ kind: "role", role: "agent" });
    if (chosen === "on_call" || chosen === "everyone") onChange({ kind: chosen });
  }
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={t("label")} hint={kind === "on_call" ? t("onCallHint") : t("sightHint")}>
        {(control) => (
          <Select value={kind} onValueChange={choose}>
            <SelectTrigger {...control} data-testid="audience">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {kinds.map((one) => (
                <SelectItem key={one} value={one}>
                  {t(one)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      {kind === "member" && value.kind === "member" && (
        <MemberField
          workspace={workspace}
          label={t("chooseMember")}
          value={value.userId}
          onChange={(userId) => onChange({ kind: "member", userId })}
          error={error}
        />
      )}
      {value.kind === "role" && (
        <Field label={t("chooseRole")}>
          {(control) => (
            <Select
              value={value.role}
              onValueChange={(chosen) =>
                onChange({ kind: "role", role: hearing.find((role) => role === chosen) ?? value.role })
              }
            >
              <SelectTrigger {...control}>
                <SelectValue>
                  <RoleName role={value.role} />
                </SelectValue>
              </SelectTrigger>
              <SelectContent>
                {hearing.map((role) => (
                  <SelectItem key={role} value={role}>
                    <RoleName role={role} />
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          )}
        </Field>
      )}
    </div>
  );
}
