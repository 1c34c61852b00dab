"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { Alert, AlertDescription } from "#app/_ui/alert.tsx";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from "#app/_ui/alert-dialog.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";

interface ConfirmByNameProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** What will be lost, and what stays. */
  description: ReactNode;
  /** What the person has to type. */
  name: string;
  /** Whether and how long it can be undone; that it cannot, unless said otherwise. */
  hint?: ReactNode;
  confirmLabel: ReactNode;
  /** Called once the name is right; close the dialog through `onOpenChange` when the work is done. */
  onConfirm: () => void;
  pending?: boolean;
  /** Why it did not work, and what to do. */
  error?: string | undefined;
}

/** Asks for the name before something that cannot be undone. For everything else offer undo instead. */
export function ConfirmByName({ open, onOpenChange, ...form }: ConfirmByNameProps) {
  return (
    <AlertDialog open={open} onOpenChange={onOpenChange}>
      <AlertDialogContent>
        <ConfirmForm {...form} />
      </AlertDialogContent>
    </AlertDialog>
  );
}

type ConfirmFormProps = Omit<ConfirmByNameProps, "open" | "onOpenChange">;

/** Its own component, so that what was typed is forgotten when the dialog closes. */
function ConfirmForm({
  title,
  description,
  name,
  hint,
  confirmLabel,
  onConfirm,
  pending = false,
  error,
}: ConfirmFormProps) {
  const t = useTranslations("common");
  const [typed, setTyped] = useState("");
  const matches = typed.trim() === name;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (matches && !pending) onConfirm();
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid gap-1">
        <AlertDialogTitle>{title}</AlertDialogTitle>
        <AlertDialogDescription asChild>
          <div>{description}</div>
        </AlertDialogDescription>
      </div>
      <Field label={t("confirmByName.label", { name })} hint={hint ?? t("confirmByName.hint")}>
        {(control) => (
          <Input
            {...control}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder={name}
          />
        )}
      </Field>
      {error && (
        <Alert tone="danger" role="alert">
          <CircleAlert aria-hidden />
          <AlertDescription>{error}</AlertDescription>
        </Alert>
      )}
      <AlertDialogFooter>
        <AlertDialogCancel disabled={pending}>{t("cancel")}</AlertDialogCancel>
        <Button type="submit" variant="destructive" disabled={!matches} loading={pending}>
          {confirmLabel}
        </Button>
      </AlertDialogFooter>
    </form>
  );
}
