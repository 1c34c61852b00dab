"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { isApiError } from "#app/_lib/errors/api-error.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "#app/_ui/dialog.tsx";
import type { LabelView } from "#server/labels/schemas.ts";
import { freshColor } from "../../../_lib/label-color.ts";
import { type LabelEntries, LabelForm } from "./label-form.tsx";

interface LabelDialogProps {
  workspace: string;
  label: LabelView | "new";
  usedColors: readonly string[];
  onClose: () => void;
}

export function LabelDialog({ label, ...dialog }: LabelDialogProps) {
  const t = useTranslations("labels.form");
  return (
    <Dialog open onOpenChange={(open) => !open && dialog.onClose()}>
      <DialogContent className="outline-none">
        <DialogHeader>
          <DialogTitle>{label === "new" ? t("newTitle") : t("editTitle", { name: label.name })}</DialogTitle>
          <DialogDescription>{label === "new" ? t("newText") : t("editText")}</DialogDescription>
        </DialogHeader>
        {label === "new" ? (
          <NewLabel {...dialog} />
        ) : (
          <EditLabel workspace={dialog.workspace} label={label} onClose={dialog.onClose} />
        )}
      </DialogContent>
    </Dialog>
  );
}

function NewLabel({ workspace, usedColors, onClose }: Omit<LabelDialogProps, "label">) {
  const t = useTranslations("labels.form");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.labels.create.mutationOptions({
      onSuccess: ({ name }) => {
        toast.success(t("created", { name }));
        onClose();
      },
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.labels.pathKey() }),
    }),
  );
  return (
    <LabelForm
      start={{ name: "", color: freshColor(usedColors), description: "" }}
      onSave={(entries) => create.mutate({ workspace, ...entries })}
      submitLabel={t("create")}
      error={create.error}
      pending={create.isPending}
    />
  );
}

interface EditLabelProps {
  workspace: string;
  label: LabelView;
  onClose: () => void;
}

/** Keeps what the form was opened with: what others change meanwhile is refused when it is saved, and can be read then. */
function EditLabel({ workspace, label, onClose }: EditLabelProps) {
  const [opened, setOpened] = useState({ label, times: 0 });
  return (
    <EditForm
      key={opened.times}
      workspace={workspace}
      label={opened.label}
      onClose={onClose}
      onReread={(now) => setOpened({ label: now, times: opened.times + 1 })}
    />
  );
}

function EditForm({
  workspace,
  label,
  onClose,
  onReread,
}: EditLabelProps & { onReread: (now: LabelView) => void }) {
  const t = useTranslations("labels.form");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { id, name, color, description } = label;
  const change = useMutation(
    trpc.labels.change.mutationOptions({
      onSuccess: () => {
        toast.success(t("saved"));
        onClose();
      },
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.labels.list.pathKey() }),
    }),
  );
  const reread = useMutation({
    mutationFn: () => queryClient.fetchQuery(trpc.labels.get.queryOptions({ workspace, labelId: id })),
    onSuccess: onReread,
  });
  function save(entries: LabelEntries) {
    change.mutate({
      ...{ workspace, labelId: id, seen: { name, color } },
      ...(entries.name !== name && { name: entries.name }),
      ...(entries.color !== color && { color: entries.color }),
      ...(entries.description !== (description ?? "") && { description: entries.description || null }),
    });
  }
  const isOld = isApiError(change.error) && change.error.data?.reason === "label.changed_meanwhile";
  return (
    <LabelForm
      start={{ name, color, description: description ?? "" }}
      onSave={save}
      submitLabel={t("save")}
      error={reread.error ?? change.error}
      action={
        isOld && (
          <Button size="sm" variant="outline" loading={reread.isPending} onClick={() => reread.mutate()}>
            {t("reread")}
          </Button>
        )
      }
      pending={change.isPending}
    />
  );
}
