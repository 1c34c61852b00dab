"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { cn } from "./cn.ts";
import { Label } from "./label.tsx";

interface FieldControl {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong and how to put it right; with react-hook-form, `errors.name?.message`. */
  error?: string | undefined;
  optional?: boolean;
  className?: string;
  /** Spread the given props on the control: they tie it to its label, hint and error. */
  children: (control: FieldControl) => ReactNode;
}

/** A labelled form control with its hint and its error, wired for assistive technology. */
export function Field({ label, hint, error, optional = false, className, children }: FieldProps) {
  const t = useTranslations("common");
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint ? hintId : "", error ? errorId : ""].filter(Boolean).join(" ");
  return (
    <div data-slot="field" className={cn("grid gap-1.5", className)}>
      <Label htmlFor={id}>
        {label}
        {optional && <span className="font-normal text-muted-foreground">{t("optional")}</span>}
      </Label>
      {children({
        id,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {hint && (
        <p id={hintId} className="text-muted-foreground text-xs">
          {hint}
        </p>
      )}
      <p id={errorId} aria-live="polite" className={error ? "text-destructive text-xs" : "sr-only"}>
        {error}
      </p>
    </div>
  );
}
