"use client";

import { useMutation } from "@tanstack/react-query";
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
import type { ActionDialogProps } from "./action-dialog.ts";
import { useDestinationChanged } from "./use-destination-changed.ts";

/** Hours that the old secret signs beside the new one. */
const overlaps = ["0", "1", "24", "168"] as const;
type Overlap = (typeof overlaps)[number];

/** Makes a new secret, and shows it before the dialog may be closed by accident. */
export function RotateSecret({ workspace, destination, onClose }: ActionDialogProps) {
  const trpc = useTRPC();
  const rotate = useMutation(
    trpc.destinations.rotateSecret.mutationOptions({ onSettled: useDestinationChanged() }),
  );
  const keep = (event: Event) => rotate.data && event.preventDefault();
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="outline-none" onInteractOutside={keep} onEscapeKeyDown={keep}>
        {rotate.data ? (
          <Rotated name={destination.name} secret={rotate.data.secret} />
        ) : (
          <RotateForm
            name={destination.name}
            error={rotate.error}
            pending={rotate.isPending}
            onSubmit={(overlapHours) =>
              rotate.mutate({ workspace, destinationId: destination.id, overlapHours })
            }
          />
        )}
      </DialogContent>
    </Dialog>
  );
}

interface RotateFormProps {
  name: string;
  error: unknown;
  pending: boolean;
  onSubmit: (overlapHours: number) => void;
}

function RotateForm({ name, error, pending, onSubmit }: RotateFormProps) {
  const t = useTranslations("destinations.rotate");
  const tCommon = useTranslations("common");
  const [overlap, setOverlap] = useState<Overlap>("24");
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!pending) onSubmit(Number(overlap));
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <DialogHeader>
        <DialogTitle>{t("title", { name })}</DialogTitle>
        <DialogDescription>{t("text")}</DialogDescription>
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
      <ErrorNotice error={error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={pending}>
          {t("submit")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function Rotated({ name, secret }: { name: string; secret: string }) {
  const t = useTranslations("destinations.rotate");
  const tSecret = useTranslations("destinations.secret");
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t("doneTitle", { name })}</DialogTitle>
        <DialogDescription>{t("doneText")}</DialogDescription>
      </DialogHeader>
      <div data-testid="destination-secret">
        <CopyField label={tSecret("label")} value={secret} />
      </div>
      <DialogFooter>
        <DialogClose asChild>
          <Button>{tSecret("close")}</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
