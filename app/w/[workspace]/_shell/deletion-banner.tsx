"use client";

import { useMutation } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { Deletion } from "#server/workspaces/schemas.ts";

interface DeletionBannerProps {
  workspace: string;
  deletion: Deletion;
  mayUndo: boolean;
}

/** Tells everybody, on every page, that the workspace goes, when, and who wanted it; owners can keep it. */
export function DeletionBanner({ workspace, deletion: { at, by }, mayUndo }: DeletionBannerProps) {
  const t = useTranslations("shell.deletion");
  const format = useFormatter();
  const date = format.dateTime(new Date(at), { dateStyle: "full", timeStyle: "short" });
  return (
    <section
      aria-label={t("title")}
      data-testid="deletion-banner"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b bg-destructive-subtle px-4 py-2 text-sm sm:px-6"
    >
      <TriangleAlert className="size-4 shrink-0 text-destructive" aria-hidden />
      <p className="min-w-0 flex-1 basis-60">
        {by === null ? t("textNobody", { date }) : t("textBy", { name: by, date })}
        {!mayUndo && ` ${t("askOwner")}`}
      </p>
      {mayUndo && <Undo workspace={workspace} />}
    </section>
  );
}

function Undo({ workspace }: { workspace: string }) {
  const t = useTranslations("shell.deletion");
  const trpc = useTRPC();
  const router = useRouter();
  const errorToast = useErrorToast();
  const undo = useMutation(
    trpc.workspaces.undoDelete.mutationOptions({
      onSuccess: () => {
        toast.success(t("kept"));
        router.refresh();
      },
      onError: errorToast,
    }),
  );
  return (
    <Button size="sm" variant="outline" loading={undo.isPending} onClick={() => undo.mutate({ workspace })}>
      {t("undo")}
    </Button>
  );
}
