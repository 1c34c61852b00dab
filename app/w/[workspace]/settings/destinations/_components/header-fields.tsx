"use client";

import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Input } from "#app/_ui/input.tsx";
import { type HeaderEntry, hasRoom } from "../entries.ts";

interface HeaderFieldsProps {
  /** The names of those that are stored, whose values nobody sees; null for a new destination. */
  stored: string[] | null;
  /** Null while what is stored stays. */
  value: HeaderEntry[] | null;
  onChange: (headers: HeaderEntry[] | null) => void;
  error: string | undefined;
}

/** Headers that go along with each request. */
export function HeaderFields({ stored, value, onChange, error }: HeaderFieldsProps) {
  const t = useTranslations("destinations.form");
  const hasStored = stored !== null && stored.length > 0;
  const nextKey = useRef(1);
  const blank = (): HeaderEntry => ({ key: nextKey.current++, name: "", value: "" });
  const shown = value ?? [];
  const changeAt = (key: number, part: Partial<HeaderEntry>) =>
    onChange(shown.map((header) => (header.key === key ? { ...header, ...part } : header)));
  function remove(key: number) {
    const left = shown.filter((header) => header.key !== key);
    onChange(left.length === 0 && !hasStored ? null : left);
  }
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1 font-medium text-sm">{t("headers")}</legend>
      <p className="-mt-1 text-pretty text-muted-foreground text-xs">{t("headersHint")}</p>
      {hasStored && value === null && (
        <p className="text-sm [overflow-wrap:anywhere]">
          {t("headersKept", { count: stored.length, names: stored.join(", ") })}
        </p>
      )}
      {shown.map((header, index) => (
        <HeaderRow
          key={header.key}
          header={header}
          number={index + 1}
          isFaulty={error !== undefined}
          onChange={(part) => changeAt(header.key, part)}
          onRemove={() => remove(header.key)}
        />
      ))}
      <p aria-live="polite" className={error ? "text-destructive text-xs" : "sr-only"}>
        {error}
      </p>
      {hasStored && value !== null && (
        <p className="text-muted-foreground text-xs">
          {shown.length === 0 ? t("headersRemoved") : t("headersReplaced")}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {(value !== null || !hasStored) && hasRoom(shown) && (
          <Button variant="outline" size="sm" onClick={() => onChange([...shown, blank()])}>
            <Plus aria-hidden />
            {t("addHeader")}
          </Button>
        )}
        {hasStored && (
          <Button variant="outline" size="sm" onClick={() => onChange(value === null ? [blank()] : null)}>
            {value === null ? t("replaceHeaders") : t("keepHeaders")}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

interface HeaderRowProps {
  header: HeaderEntry;
  number: number;
  isFaulty: boolean;
  onChange: (part: Partial<HeaderEntry>) => void;
  onRemove: () => void;
}

function HeaderRow({ header, number, isFaulty, onChange, onRemove }: HeaderRowProps) {
  const t = useTranslations("destinations.form");
  const field = { autoComplete: "off", spellCheck: false, dir: "ltr", "aria-invalid": isFaulty || undefined };
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-center gap-2">
      <Input
        {...field}
        aria-label={t("headerName", { number })}
        value={header.name}
        onChange={(event) => onChange({ name: event.target.value })}
        placeholder="Authorization"
        className="font-mono text-xs md:text-xs"
      />
      <Input
        {...field}
        type="password"
        autoComplete="new-password"
        aria-label={t("headerValue", { number })}
        value={header.value}
        onChange={(event) => onChange({ value: event.target.value })}
        className="font-mono text-xs md:text-xs"
      />
      <Button variant="ghost" size="icon" aria-label={t("removeHeader", { number })} onClick={onRemove}>
        <Trash2 aria-hidden />
      </Button>
    </div>
  );
}
