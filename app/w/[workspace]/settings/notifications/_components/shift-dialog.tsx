"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useFaults } from "#app/_lib/errors/use-faults.ts";
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
import { createShiftSchema } from "#server/subscriptions/schemas.ts";
import { DayFields } from "./day-fields.tsx";
import { MemberField } from "./member-field.tsx";
import { TimeField } from "./time-field.tsx";

const usual = { userId: "", days: [1, 2, 3, 4, 5], fromMinute: 18 * 60, untilMinute: 8 * 60 };

/** Puts a member on call each week. */
export function ShiftDialog({ workspace, onClose }: { workspace: string; onClose: () => void }) {
  const t = useTranslations("subscriptions.onCall");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [entries, setEntries] = useState(usual);
  const faults = useFaults("subscription", createShiftSchema, entries);
  const change = (part: Partial<typeof usual>) => setEntries({ ...entries, ...part });
  const add = useMutation(
    trpc.subscriptions.addShift.mutationOptions({
      onSuccess: () => {
        toast.success(t("added"));
        onClose();
      },
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.subscriptions.pathKey() }),
    }),
  );
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (faults.check(event.currentTarget) && !add.isPending) add.mutate({ workspace, ...entries });
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent data-testid="shift-dialog">
        <DialogHeader>
          <DialogTitle>{t("addTitle")}</DialogTitle>
          <DialogDescription>{t("addText")}</DialogDescription>
        </DialogHeader>
        <form onSubmit={submit} className="grid gap-5" noValidate>
          <MemberField
            workspace={workspace}
            label={t("member")}
            value={entries.userId}
            onChange={(userId) => change({ userId })}
            error={faults.of("userId")}
          />
          <DayFields
            legend={t("days")}
            hint={t("daysHint")}
            value={entries.days}
            onChange={(days) => change({ days })}
            error={faults.of("days")}
          />
          <div className="flex flex-wrap items-start gap-3">
            <TimeField
              label={t("from")}
              value={entries.fromMinute}
              onChange={(fromMinute) => change({ fromMinute })}
            />
            <TimeField
              label={t("until")}
              hint={t("untilHint")}
              value={entries.untilMinute}
              onChange={(untilMinute) => change({ untilMinute })}
            />
          </div>
          <ErrorNotice error={add.error} />
          <DialogFooter>
            <DialogClose asChild>
              <Button variant="outline">{tCommon("cancel")}</Button>
            </DialogClose>
            <Button type="submit" loading={add.isPending}>
              {t("confirm")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
