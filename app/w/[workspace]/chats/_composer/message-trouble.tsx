"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleHelp, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { MessageView } from "#server/chats/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";

/** Under a message that failed, or of which nobody knows: why, and what a person can do about it. */
export function MessageTrouble({ message }: { message: MessageView }) {
  const t = useTranslations("composer.trouble");
  const reasonText = useReasonText();
  const { sending } = useChatsAccess();
  const { status, cause } = message;
  if (status !== "failed" && status !== "unknown") return null;
  const Icon = status === "failed" ? TriangleAlert : CircleHelp;
  const why = cause === null ? null : reasonText(`message.cause.${cause}`);
  return (
    <div
      data-testid="message-trouble"
      className="flex max-w-[min(85%,40rem)] flex-wrap items-center justify-end gap-x-2 gap-y-1 px-1 text-xs"
    >
      <p className="min-w-0 text-pretty text-end text-muted-foreground">
        <Icon
          aria-hidden
          className={
            status === "failed"
              ? "me-1 inline size-3.5 text-destructive"
              : "me-1 inline size-3.5 text-warning"
          }
        />
        <span className="font-medium text-foreground">{t(status)}.</span> {why ?? t("noCause")}
        {status === "unknown" && ` ${t("looking")}`}
      </p>
      {sending.mayManage && (status === "failed" ? <Resend id={message.id} /> : <Settle id={message.id} />)}
    </div>
  );
}

function useThreadAgain() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: trpc.chats.pathKey() });
}

function Resend({ id }: { id: string }) {
  const t = useTranslations("composer.trouble");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const showError = useErrorToast();
  const again = useThreadAgain();
  const resend = useMutation(trpc.messages.resend.mutationOptions({ onError: showError, onSettled: again }));
  return (
    <Button
      variant="outline"
      size="sm"
      loading={resend.isPending}
      onClick={() => resend.mutate({ workspace, id })}
      data-testid="resend"
    >
      {t("resend")}
    </Button>
  );
}

function Settle({ id }: { id: string }) {
  const t = useTranslations("composer.trouble");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const showError = useErrorToast();
  const again = useThreadAgain();
  const settle = useMutation(
    trpc.messages.settle.mutationOptions({
      onSuccess: (_, { as }) => toast.success(as === "sent" ? t("settledSent") : t("settledNotSent")),
      onError: showError,
      onSettled: again,
    }),
  );
  const say = (as: "sent" | "not_sent") => settle.mutate({ workspace, id, as });
  return (
    <span className="flex gap-1.5">
      <Button variant="outline" size="sm" disabled={settle.isPending} onClick={() => say("sent")}>
        {t("arrived")}
      </Button>
      <Button variant="outline" size="sm" disabled={settle.isPending} onClick={() => say("not_sent")}>
        {t("notArrived")}
      </Button>
    </span>
  );
}
