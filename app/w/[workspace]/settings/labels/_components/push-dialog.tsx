"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "#app/_ui/dialog.tsx";
import type { LabelNumber, LabelView } from "#server/labels/schemas.ts";
import { LabelTag } from "../../../_components/label-chips.tsx";

interface PushDialogProps {
  workspace: string;
  label: LabelView;
  numbers: LabelNumber[];
  onClose: () => void;
}

/** Brings a label into the WhatsApp Business app of a number; says first what each has of it. */
export function PushDialog({ workspace, label, numbers, onClose }: PushDialogProps) {
  const t = useTranslations("labels.push");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const push = useMutation(
    trpc.labels.push.mutationOptions({
      onSuccess: ({ name }, { numberId }) => {
        const number = numbers.find(({ id }) => id === numberId)?.name ?? "";
        toast.success(t("done", { name, number }));
      },
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.labels.list.pathKey() }),
    }),
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="outline-none">
        <DialogHeader>
          <DialogTitle>{t("title", { name: label.name })}</DialogTitle>
          <DialogDescription>{t("text")}</DialogDescription>
        </DialogHeader>
        <LabelTag name={label.name} color={label.color} className="w-fit" />
        {numbers.length === 0 ? (
          <p className="text-muted-foreground text-sm">{t("noNumbers")}</p>
        ) : (
          <ul className="divide-y rounded-md border">
            {numbers.map((number) => (
              <NumberRow
                key={number.id}
                number={number}
                label={label}
                pending={push.isPending && push.variables.numberId === number.id}
                onPush={() => push.mutate({ workspace, labelId: label.id, numberId: number.id })}
              />
            ))}
          </ul>
        )}
        <ErrorNotice error={push.error} />
      </DialogContent>
    </Dialog>
  );
}

interface NumberRowProps {
  number: LabelNumber;
  label: LabelView;
  pending: boolean;
  onPush: () => void;
}

function NumberRow({ number, label, pending, onPush }: NumberRowProps) {
  const t = useTranslations("labels");
  const there = label.onNumbers.find(({ numberId }) => numberId === number.id);
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <div className="grid min-w-0 flex-1 gap-0.5">
        <span dir="auto" className="truncate font-medium text-sm">
          {number.name}
        </span>
        {number.isBusiness ? (
          <span className="flex flex-wrap items-center gap-x-1.5 text-muted-foreground text-xs">
            <What there={there} />
          </span>
        ) : (
          <span className="text-muted-foreground text-xs">{t("business.no")}</span>
        )}
      </div>
      {number.isBusiness && (
        <Button size="sm" variant="outline" loading={pending} onClick={onPush}>
          {there ? t("push.again") : t("push.action")}
        </Button>
      )}
    </li>
  );
}

function What({ there }: { there: LabelView["onNumbers"][number] | undefined }) {
  const t = useTranslations("labels.push");
  if (!there) return t("never");
  const { behind, way, syncedAt } = there;
  if (behind) return t.rich("behind", { label: () => <LabelTag key="tag" {...behind} /> });
  const time = () => <RelativeTime key="time" at={syncedAt} />;
  return way === "to_whatsapp" ? t.rich("broughtAt", { time }) : t.rich("takenAt", { time });
}
