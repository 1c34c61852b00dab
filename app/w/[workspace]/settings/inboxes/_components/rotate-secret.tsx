"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
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
import { Label } from "#app/_ui/label.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";
import type { InboxView, RotatedSecret } from "#server/inbox/schemas.ts";

/** Hours that the old secret stays good. */
const overlaps = ["0", "1", "24", "168"] as const;
type Overlap = (typeof overlaps)[number];

interface RotateSecretProps {
  workspace: string;
  inbox: InboxView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RotateSecret({ open, onOpenChange, ...target }: RotateSecretProps) {
  const [rotated, setRotated] = useState<RotatedSecret | null>(null);
  function change(isOpen: boolean) {
    if (!isOpen) setRotated(null);
    onOpenChange(isOpen);
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogContent className="outline-none">
        {rotated ? <Rotated {...rotated} /> : <RotateForm {...target} onRotated={setRotated} />}
      </DialogContent>
    </Dialog>
  );
}

type RotateFormProps = Pick<RotateSecretProps, "workspace" | "inbox"> & {
  onRotated: (secret: RotatedSecret) => void;
};

function RotateForm({ workspace, inbox, onRotated }: RotateFormProps) {
  const t = useTranslations("inbox.rotate");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [overlap, setOverlap] = useState<Overlap>("24");
  const rotate = useMutation(
    trpc.inboxes.rotateSecret.mutationOptions({
      onSuccess: onRotated,
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.inboxes.pathKey() }),
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!rotate.isPending) rotate.mutate({ workspace, inboxId: inbox.id, overlapHours: Number(overlap) });
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <DialogHeader>
        <DialogTitle>{t("title", { name: inbox.name })}</DialogTitle>
        <DialogDescription>{inbox.connected ? t("textConnected") : t("text")}</DialogDescription>
      </DialogHeader>
      <fieldset className="grid gap-2">
        <legend className="mb-2 font-medium text-sm">{t("overlap")}</legend>
        <RadioGroup
          value={overlap}
          onValueChange={(value) => setOverlap(overlaps.find((hours) => hours === value) ?? overlap)}
        >
          {overlaps.map((hours) => (
            <Label key={hours} className="flex items-center gap-2.5 font-normal">
              <RadioGroupItem value={hours} />
              {t(`hours_${hours}`)}
            </Label>
          ))}
        </RadioGroup>
        {overlap === "0" && <p className="text-muted-foreground text-xs">{t("hours_0_hint")}</p>}
      </fieldset>
      <ErrorNotice error={rotate.error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={rotate.isPending}>
          {t("submit")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function Rotated({ secret }: RotatedSecret) {
  const t = useTranslations("inbox.rotate");
  const tSettings = useTranslations("inbox.settings");
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t("doneTitle")}</DialogTitle>
        <DialogDescription>{secret === null ? t("doneConnected") : t("doneText")}</DialogDescription>
      </DialogHeader>
      {secret !== null && (
        <div data-testid="inbox-secret">
          <CopyField label={tSettings("secret")} value={secret} />
        </div>
      )}
      <DialogFooter>
        <DialogClose asChild>
          <Button>{secret === null ? t("closeConnected") : t("close")}</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
