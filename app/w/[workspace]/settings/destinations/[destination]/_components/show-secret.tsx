"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { CopyField } from "#app/_components/copy-button.tsx";
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
import { Snippets } from "../../_components/snippets.tsx";
import { signatureOf } from "../../snippets.ts";
import type { ActionDialogProps } from "./action-dialog.ts";

/** Shows the secret on request, with code that checks signatures by it. */
export function ShowSecret({ workspace, destination, onClose }: ActionDialogProps) {
  const t = useTranslations("destinations.secret");
  const trpc = useTRPC();
  const show = useMutation(trpc.destinations.showSecret.mutationOptions());
  const { id, name, format } = destination;
  const secret = show.data?.secret ?? null;
  const kind = signatureOf(format);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-2xl grid-cols-[minmax(0,1fr)] outline-none">
        <DialogHeader>
          <DialogTitle>{t("title", { name })}</DialogTitle>
          <DialogDescription>{t("text")}</DialogDescription>
        </DialogHeader>
        {secret === null ? (
          <Button
            variant="outline"
            className="justify-self-start"
            loading={show.isPending}
            onClick={() => show.mutate({ workspace, destinationId: id })}
          >
            {t("show")}
          </Button>
        ) : (
          <div className="grid gap-1.5" data-testid="destination-secret">
            <CopyField label={t("label")} value={secret} />
            <p className="text-muted-foreground text-xs">{t("hint")}</p>
          </div>
        )}
        <ErrorNotice error={show.error} />
        {kind !== null && <Snippets kind={kind} secret={secret} />}
        <DialogFooter>
          <DialogClose asChild>
            <Button>{t("close")}</Button>
          </DialogClose>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
