"use client";

import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Callout } from "#app/_components/callout.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
  AlertDialogTrigger,
} from "#app/_ui/alert-dialog.tsx";
import { Button } from "#app/_ui/button.tsx";

interface RemoveFactorProps {
  trigger: ReactNode;
  title: string;
  text: string;
  /** Nothing but the mailbox protects the account afterwards. */
  isLast: boolean;
  /** Workspaces that are closed to the person then, by name. */
  requiredBy: readonly string[];
  remove: { isPending: boolean; error: unknown; reset: () => void };
  onConfirm: (done: () => void) => void;
}

/** Asks before a factor goes, and says what else goes with the last one. */
export function RemoveFactor(props: RemoveFactorProps) {
  const { trigger, title, text, isLast, requiredBy, remove, onConfirm } = props;
  const t = useTranslations("security.remove");
  const tCommon = useTranslations("common");
  const format = useFormatter();
  const [open, setOpen] = useState(false);
  function change(isOpen: boolean) {
    setOpen(isOpen);
    if (isOpen) remove.reset();
  }
  return (
    <AlertDialog open={open} onOpenChange={change}>
      <AlertDialogTrigger asChild>{trigger}</AlertDialogTrigger>
      <AlertDialogContent>
        <div className="grid gap-1">
          <AlertDialogTitle>{title}</AlertDialogTitle>
          <AlertDialogDescription>{text}</AlertDialogDescription>
        </div>
        {isLast && (
          <Callout tone="warning" title={t("lastTitle")}>
            {requiredBy.length > 0
              ? t("lastRequired", { workspaces: format.list(requiredBy) })
              : t("lastText")}
          </Callout>
        )}
        <ErrorNotice error={remove.error} />
        <AlertDialogFooter>
          <AlertDialogCancel>{tCommon("cancel")}</AlertDialogCancel>
          <Button
            variant="destructive"
            loading={remove.isPending}
            onClick={() => onConfirm(() => setOpen(false))}
          >
            {t("submit")}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
