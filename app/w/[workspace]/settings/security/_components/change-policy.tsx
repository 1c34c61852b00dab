"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
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

interface ChangePolicyProps {
  workspace: string;
  required: boolean;
  /** How many would be out at once. */
  without: number;
}

/** Turns the policy on or off, after saying whom it concerns. */
export function ChangePolicy({ workspace, required, without }: ChangePolicyProps) {
  const t = useTranslations("security.policy");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const change = useMutation(
    trpc.workspaces.setTwoFactorPolicy.mutationOptions({
      onSuccess: () => setOpen(false),
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.workspaces.pathKey() }),
    }),
  );
  const way = required ? "stop" : "start";
  return (
    <AlertDialog
      open={open}
      onOpenChange={(isOpen) => {
        setOpen(isOpen);
        if (isOpen) change.reset();
      }}
    >
      <AlertDialogTrigger asChild>
        <Button size="sm" variant={required ? "outline" : "default"} data-testid="change-policy">
          {t(`${way}.action`)}
        </Button>
      </AlertDialogTrigger>
      <AlertDialogContent>
        <div className="grid gap-1">
          <AlertDialogTitle>{t(`${way}.title`)}</AlertDialogTitle>
          <AlertDialogDescription>{t(`${way}.text`, { without })}</AlertDialogDescription>
        </div>
        <ErrorNotice error={change.error} />
        <AlertDialogFooter>
          <AlertDialogCancel>{tCommon("cancel")}</AlertDialogCancel>
          <Button
            variant={required ? "destructive" : "default"}
            loading={change.isPending}
            onClick={() => change.mutate({ workspace, required: !required })}
          >
            {t(`${way}.submit`)}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
