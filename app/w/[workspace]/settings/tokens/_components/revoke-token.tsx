"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from "#app/_ui/alert-dialog.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { TokenView } from "#server/tokens/schemas.ts";

interface RevokeTokenProps {
  workspace: string;
  token: TokenView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RevokeToken({
  workspace,
  token: { id, name, state, lastUsedAt },
  open,
  onOpenChange,
}: RevokeTokenProps) {
  const t = useTranslations("tokens.revoke");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(
    trpc.tokens.revoke.mutationOptions({
      onSuccess: () => {
        onOpenChange(false);
        toast.success(t("done", { name }));
      },
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.tokens.pathKey() }),
    }),
  );
  function change(isOpen: boolean) {
    if (!isOpen) revoke.reset();
    onOpenChange(isOpen);
  }
  const isExpired = state === "expired";
  return (
    <AlertDialog open={open} onOpenChange={change}>
      <AlertDialogContent>
        <div className="grid gap-1">
          <AlertDialogTitle>{isExpired ? t("removeTitle", { name }) : t("title", { name })}</AlertDialogTitle>
          <AlertDialogDescription>{isExpired ? t("removeText") : t("text")}</AlertDialogDescription>
        </div>
        {!isExpired && (
          <p className="text-sm">
            {lastUsedAt === null
              ? t("unused")
              : t.rich("usedAgo", { time: () => <RelativeTime at={lastUsedAt} className="font-medium" /> })}
          </p>
        )}
        <ErrorNotice error={revoke.error} />
        <AlertDialogFooter>
          <AlertDialogCancel disabled={revoke.isPending}>{tCommon("cancel")}</AlertDialogCancel>
          <Button
            variant="destructive"
            loading={revoke.isPending}
            onClick={() => revoke.mutate({ workspace, tokenId: id })}
          >
            {isExpired ? t("remove") : t("confirm")}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
