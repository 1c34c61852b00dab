"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
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
import { Label } from "#app/_ui/label.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";
import type { ActionDialogProps } from "./action-dialog.ts";
import { defaultRate, RateField, rateOf } from "./rate-field.tsx";
import { useDestinationChanged } from "./use-destination-changed.ts";

const choices = ["drain", "skip"] as const;
type Choice = (typeof choices)[number];
const hints = { drain: "drainHint", skip: "skipHint" } as const;

/** Starts deliveries again, and asks what shall become of what waited meanwhile. */
export function EnableDialog({
  workspace,
  destination: { id, name },
  waiting,
  onClose,
}: ActionDialogProps & { waiting: number }) {
  const t = useTranslations("destinations.enable");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const hintId = useId();
  const [choice, setChoice] = useState<Choice>("drain");
  const [rate, setRate] = useState(defaultRate);
  const enable = useMutation(
    trpc.destinations.enable.mutationOptions({
      onSuccess: () => {
        onClose();
        toast.success(t("done", { name }));
      },
      onSettled: useDestinationChanged(),
    }),
  );
  const ratePerSecond = rateOf(rate);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (enable.isPending) return;
    if (choice === "skip") enable.mutate({ workspace, destinationId: id, backlog: { kind: "skip" } });
    else if (ratePerSecond !== null) {
      enable.mutate({ workspace, destinationId: id, backlog: { kind: "drain", ratePerSecond } });
    }
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <form onSubmit={submit} className="grid gap-4" noValidate>
          <DialogHeader>
            <DialogTitle>{t("title", { name })}</DialogTitle>
            <DialogDescription>{t("text", { waiting })}</DialogDescription>
          </DialogHeader>
          <RadioGroup
            value={choice}
            onValueChange={(value) => setChoice(choices.find((known) => known === value) ?? choice)}
            aria-label={t("title", { name })}
            className="gap-0 divide-y rounded-md border"
          >
            {choices.map((known) => (
              <Label key={known} className="flex items-start gap-2.5 px-3 py-2">
                <RadioGroupItem value={known} className="mt-0.5" aria-describedby={`${hintId}-${known}`} />
                <span className="grid gap-0.5">
                  {t(known)}
                  <span
                    id={`${hintId}-${known}`}
                    className="text-pretty font-normal text-muted-foreground text-xs"
                  >
                    {t(hints[known])}
                  </span>
                </span>
              </Label>
            ))}
          </RadioGroup>
          {choice === "drain" && <RateField value={rate} onChange={setRate} />}
          <ErrorNotice error={enable.error} />
          <DialogFooter>
            <DialogClose asChild>
              <Button variant="outline">{tCommon("cancel")}</Button>
            </DialogClose>
            <Button type="submit" loading={enable.isPending}>
              {t("submit")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
