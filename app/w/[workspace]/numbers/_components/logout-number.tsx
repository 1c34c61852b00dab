"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from "#app/_ui/alert-dialog.tsx";
import type { NumberView } from "#server/numbers/view.ts";
import { PhoneLine } from "./phone-line.tsx";
import { useNumberMove } from "./use-number-move.ts";

interface LogoutNumberProps {
  workspace: string;
  number: NumberView;
  isOpen: boolean;
  onClose: () => void;
}

/** Asks first: only somebody with the phone in hand can undo a log-out. */
export function LogoutNumber({ workspace, number, isOpen, onClose }: LogoutNumberProps) {
  const t = useTranslations("numbers");
  const tCommon = useTranslations("common");
  const name = number.name || t("unnamed");
  const logout = useNumberMove(workspace, "logout", () => toast.success(t("toast.loggedOut", { name })));
  return (
    <AlertDialog open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <AlertDialogContent>
        <div className="grid gap-1">
          <AlertDialogTitle>{t("logout.title", { name })}</AlertDialogTitle>
          <AlertDialogDescription asChild>
            <div>
              <PhoneLine number={number} />
              {t("logout.text")}
            </div>
          </AlertDialogDescription>
        </div>
        <AlertDialogFooter>
          <AlertDialogCancel>{tCommon("cancel")}</AlertDialogCancel>
          <AlertDialogAction onClick={() => logout.mutate({ workspace, numberId: number.id })}>
            {t("logout.confirm")}
          </AlertDialogAction>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
