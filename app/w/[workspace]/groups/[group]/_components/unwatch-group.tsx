"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from "#app/_ui/alert-dialog.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { GroupView } from "#server/groups/schemas.ts";

/** Asks first: the counts and messages that MoltFlow kept do not come back. */
export function UnwatchGroup({ workspace, group }: { workspace: string; group: GroupView }) {
  const t = useTranslations("groups.unwatch");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const errorToast = useErrorToast();
  const [isAsking, setIsAsking] = useState(false);
  const { name } = group;
  const unwatch = useMutation(
    trpc.groups.unwatch.mutationOptions({
      onSuccess: () => {
        toast.success(t("done", { name }));
        router.push(`/w/${workspace}/groups`);
      },
      onError: errorToast,
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.groups.list.queryKey({ workspace }) }),
    }),
  );
  return (
    <section className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-destructive/30 p-4">
      <p className="text-sm">{t("text")}</p>
      <Button variant="destructive" loading={unwatch.isPending} onClick={() => setIsAsking(true)}>
        {t("action")}
      </Button>
      <AlertDialog open={isAsking} onOpenChange={setIsAsking}>
        <AlertDialogContent>
          <div className="grid gap-1">
            <AlertDialogTitle>{t("title", { name })}</AlertDialogTitle>
            <AlertDialogDescription>{t("warning")}</AlertDialogDescription>
          </div>
          <AlertDialogFooter>
            <AlertDialogCancel>{tCommon("cancel")}</AlertDialogCancel>
            <AlertDialogAction onClick={() => unwatch.mutate({ workspace, groupId: group.id })}>
              {t("action")}
            </AlertDialogAction>
          </AlertDialogFooter>
        </AlertDialogContent>
      </AlertDialog>
    </section>
  );
}
