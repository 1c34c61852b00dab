"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Unplug } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
  AlertDialogTrigger,
} from "#app/_ui/alert-dialog.tsx";
import { Button } from "#app/_ui/button.tsx";

/** Ends the connection, after saying what stops and what stays. */
export function DisconnectDialog({ workspace }: { workspace: string }) {
  const t = useTranslations("connection.disconnect");
  const tOverview = useTranslations("connection.overview");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const disconnect = useMutation(
    trpc.connection.disconnect.mutationOptions({
      onSuccess: ({ webhook, webhookName }) => {
        setIsOpen(false);
        queryClient.setQueryData(trpc.connection.get.queryKey({ workspace }), null);
        void queryClient.invalidateQueries({ queryKey: trpc.numbers.pathKey() });
        if (webhook !== "left_behind") return toast.success(t("done"));
        toast.warning(t("done"), {
          description: t("leftBehind", { webhookName }),
          duration: Infinity,
          closeButton: true,
        });
      },
    }),
  );
  return (
    <AlertDialog open={isOpen} onOpenChange={setIsOpen}>
      <AlertDialogTrigger asChild>
        <Button variant="ghost" className="text-destructive sm:ms-auto">
          <Unplug aria-hidden />
          {tOverview("disconnect")}
        </Button>
      </AlertDialogTrigger>
      <AlertDialogContent>
        <AlertDialogTitle>{t("title")}</AlertDialogTitle>
        <AlertDialogDescription asChild>
          <div className="grid gap-3">
            <Consequences
              title={t("stops")}
              items={[t("stopsItems.events"), t("stopsItems.send"), t("stopsItems.key")]}
            />
            <Consequences
              title={t("stays")}
              items={[t("staysItems.events"), t("staysItems.pairing"), t("staysItems.members")]}
            />
          </div>
        </AlertDialogDescription>
        <ErrorNotice error={disconnect.error} />
        <AlertDialogFooter>
          <AlertDialogCancel>{tCommon("cancel")}</AlertDialogCancel>
          <Button
            variant="destructive"
            loading={disconnect.isPending}
            onClick={() => disconnect.mutate({ workspace })}
          >
            {t("confirm")}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}

function Consequences({ title, items }: { title: string; items: string[] }) {
  return (
    <div className="grid gap-1">
      <p className="font-medium text-foreground">{title}</p>
      <ul className="grid list-disc gap-1 ps-4">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}
