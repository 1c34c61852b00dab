"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#app/_ui/dialog.tsx";
import type { ActionDialogProps } from "./action-dialog.ts";
import { useDestinationChanged } from "./use-destination-changed.ts";

/** Stops deliveries, and says what becomes of what waits. */
export function DisableDialog({ workspace, destination: { id, name }, onClose }: ActionDialogProps) {
  const t = useTranslations("destinations.disable");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const disable = useMutation(
    trpc.destinations.disable.mutationOptions({
      onSuccess: () => {
        onClose();
        toast.success(t("done", { name }));
      },
      onSettled: useDestinationChanged(),
    }),
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{t("title", { name })}</DialogTitle>
          <DialogDescription>{t("text")}</DialogDescription>
        </DialogHeader>
        <ErrorNotice error={disable.error} />
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="outline">{tCommon("cancel")}</Button>
          </DialogClose>
          <Button
            variant="destructive"
            loading={disable.isPending}
            onClick={() => disable.mutate({ workspace, destinationId: id })}
          >
            {t("submit")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
