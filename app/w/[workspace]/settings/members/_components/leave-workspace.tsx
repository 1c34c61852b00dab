"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmByName } from "#app/_components/confirm-by-name.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import type { Role } from "#server/members/roles.ts";

interface LeaveWorkspaceProps {
  workspace: string;
  name: string;
  /** The viewer's own. */
  role: Role;
}

/** The way out, for everybody. */
export function LeaveWorkspace({ workspace, name, role }: LeaveWorkspaceProps) {
  const t = useTranslations("members.leave");
  const trpc = useTRPC();
  const router = useRouter();
  const errorText = useErrorText();
  const [open, setOpen] = useState(false);
  const leave = useMutation(trpc.members.leave.mutationOptions({ onSuccess: () => router.push("/w") }));
  return (
    <Card className="flex-row flex-wrap items-center gap-x-6 gap-y-3 px-4">
      <div className="grid min-w-0 flex-1 basis-64 gap-1">
        <h2 className="font-semibold text-sm">{t("title")}</h2>
        <p className="text-pretty text-muted-foreground text-sm">
          {role === "owner" ? t("textOwner") : t("text")}
        </p>
      </div>
      <Button variant="outline" onClick={() => setOpen(true)}>
        {t("action")}
      </Button>
      <ConfirmByName
        open={open}
        onOpenChange={(isOpen) => {
          if (!isOpen) leave.reset();
          setOpen(isOpen);
        }}
        title={t("confirmTitle", { name })}
        description={t("confirmText")}
        name={name}
        confirmLabel={t("action")}
        onConfirm={() => leave.mutate({ workspace })}
        pending={leave.isPending || leave.isSuccess}
        error={leave.error ? errorText(leave.error).text : undefined}
      />
    </Card>
  );
}
