"use client";

import { useTranslations } from "next-intl";
import { Badge } from "#app/_ui/badge.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Textarea } from "#app/_ui/textarea.tsx";
import { maxPeople } from "#server/groups/schemas.ts";
import { type ParsedPeople, parsePeople } from "../parse-people.ts";

/** People whom somebody may mean, to take with one click. */
export type Candidate = { phone: string; name: string | null };

interface PeopleFieldProps {
  value: string;
  onChange: (text: string) => void;
  error?: string | undefined;
  candidates?: readonly Candidate[];
  /** Names where the candidates come from. */
  candidatesLabel?: string;
}

const maxNamed = 10;

/** Phone numbers as people paste them; what was understood is told before anything is sent. */
export function PeopleField({ value, onChange, error, candidates = [], candidatesLabel }: PeopleFieldProps) {
  const t = useTranslations("groups.people");
  const parsed = parsePeople(value);
  const left = candidates.filter(({ phone }) => !parsed.phones.includes(phone));
  return (
    <div className="grid gap-2">
      <Field label={t("label")} hint={t("hint", { max: maxPeople })} error={error}>
        {(control) => (
          <Textarea
            {...control}
            dir="ltr"
            inputMode="tel"
            spellCheck={false}
            autoComplete="off"
            placeholder={"+49 151 23456789\n+55 11 99999-9999"}
            className="max-h-48 overflow-y-auto"
            value={value}
            onChange={({ target }) => onChange(target.value)}
          />
        )}
      </Field>
      <Understood parsed={parsed} />
      {left.length > 0 && (
        <div className="grid gap-1.5">
          <p className="text-muted-foreground text-xs">{candidatesLabel}</p>
          <ul className="flex max-h-24 flex-wrap gap-1.5 overflow-y-auto">
            {left.map(({ phone, name }) => (
              <li key={phone}>
                <button
                  type="button"
                  className="h-6 max-w-60 truncate rounded-full border px-2 text-xs hover:bg-accent"
                  onClick={() => onChange(value.trim() === "" ? phone : `${value.trim()}\n${phone}`)}
                >
                  <span dir="auto">{name ?? phone}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Understood({ parsed: { phones, wrong, repeated } }: { parsed: ParsedPeople }) {
  const t = useTranslations("groups.people");
  return (
    <div aria-live="polite" className="grid gap-1 text-xs">
      {phones.length > 0 && (
        <p className="text-muted-foreground">
          {t("understood", { count: phones.length })}
          {repeated > 0 && ` ${t("repeated", { count: repeated })}`}
        </p>
      )}
      {wrong.length > 0 && (
        <p className="flex flex-wrap items-center gap-1 text-destructive">
          {t("wrong")}
          {wrong.slice(0, maxNamed).map((piece) => (
            <Badge key={piece} tone="danger" dir="auto" className="max-w-48 truncate">
              {piece}
            </Badge>
          ))}
          {wrong.length > maxNamed && t("more", { count: wrong.length - maxNamed })}
        </p>
      )}
    </div>
  );
}

/** What keeps a list from being sent, as a key of `errors.group.`; null when nothing does. */
export function peopleTrouble({ phones, wrong }: ParsedPeople): string | null {
  if (wrong.length > 0) return "phone_invalid";
  if (phones.length === 0) return "people_missing";
  return phones.length > maxPeople ? "people_many" : null;
}
