"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmByName } from "#app/_components/confirm-by-name.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent } from "#app/_ui/card.tsx";
import type { WorkspaceSettings } from "#server/workspaces/schemas.ts";
import type { Access } from "../../../_lib/access.ts";

interface DangerZoneProps {
  workspace: string;
  settings: WorkspaceSettings;
  access: Access;
}

/** The end of the workspace: what it means, and the way there. Undo stands in the banner above every page. */
export function DangerZone({ workspace, settings, access }: DangerZoneProps) {
  const t = useTranslations("workspace.danger");
  const format = useFormatter();
  const roleNames = useRoleNames();
  const [isOpen, setIsOpen] = useState(false);
  const { deletion } = settings;
  const date = deletion && format.dateTime(new Date(deletion.at), { dateStyle: "long", timeStyle: "short" });
  return (
    <section aria-labelledby="danger" className="grid gap-2">
      <h2 id="danger" className="font-semibold text-sm">
        {t("title")}
      </h2>
      <Card className="border-destructive/40">
        <CardContent className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <div className="grid min-w-0 flex-1 basis-64 gap-0.5">
            <h3 className="font-medium text-sm">{t("delete")}</h3>
            <p className="text-pretty text-muted-foreground text-sm">
              {date === null ? t("text") : t("going", { date })}{" "}
              {!access.mayManage && t("ask", { roles: roleNames(access.managers) })}
            </p>
          </div>
          {access.mayManage && deletion === null && (
            <Button variant="destructive" onClick={() => setIsOpen(true)} data-testid="delete-workspace">
              <Trash2 aria-hidden />
              {t("delete")}
            </Button>
          )}
        </CardContent>
      </Card>
      <DeleteDialog workspace={workspace} name={settings.name} open={isOpen} onOpenChange={setIsOpen} />
    </section>
  );
}

interface DeleteDialogProps {
  workspace: string;
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function DeleteDialog({ workspace, name, open, onOpenChange }: DeleteDialogProps) {
  const t = useTranslations("workspace.danger");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const remove = useMutation(
    trpc.workspaces.delete.mutationOptions({
      onSuccess: () => {
        onOpenChange(false);
        void queryClient.invalidateQueries({ queryKey: trpc.workspaces.pathKey() });
        // The banner is part of the frame, which the server makes.
        router.refresh();
      },
    }),
  );
  return (
    <ConfirmByName
      open={open}
      onOpenChange={(isOpen) => {
        onOpenChange(isOpen);
        remove.reset();
      }}
      title={t("confirmTitle", { name })}
      description={
        <div className="grid gap-2">
          <p>{t("confirmText")}</p>
          <ul className="grid list-disc gap-1 ps-4">
            <li>{t("goes.keys")}</li>
            <li>{t("goes.events")}</li>
            <li>{t("goes.audit")}</li>
            <li>{t("goes.members")}</li>
            <li>{t("goes.address")}</li>
          </ul>
          <p>{t("stays")}</p>
        </div>
      }
      name={name}
      hint={t("confirmHint")}
      confirmLabel={t("confirm")}
      onConfirm={() => remove.mutate({ workspace, name })}
      pending={remove.isPending}
      error={remove.error ? errorText(remove.error).text : undefined}
    />
  );
}
