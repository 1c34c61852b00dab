"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { ConfirmByName } from "#app/_components/confirm-by-name.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { NumberView } from "#server/numbers/view.ts";
import { PhoneLine } from "./phone-line.tsx";

interface DeleteNumberProps {
  workspace: string;
  number: NumberView;
  isOpen: boolean;
  onClose: () => void;
}

export function DeleteNumber({ workspace, number, isOpen, onClose }: DeleteNumberProps) {
  const t = useTranslations("numbers");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const name = number.name || t("unnamed");
  const remove = useMutation(
    trpc.numbers.delete.mutationOptions({
      onSuccess: () => {
        onClose();
        queryClient.setQueryData(trpc.numbers.list.queryKey({ workspace }), (numbers) =>
          numbers?.filter(({ id }) => id !== number.id),
        );
        void queryClient.invalidateQueries({ queryKey: trpc.connection.pathKey() });
        toast.success(t("toast.deleted", { name }));
      },
    }),
  );

  function close() {
    remove.reset();
    onClose();
  }

  return (
    <ConfirmByName
      open={isOpen}
      onOpenChange={(open) => !open && close()}
      title={t("remove.title", { name })}
      description={
        <>
          <PhoneLine number={number} />
          {t("remove.text")}
        </>
      }
      name={name}
      confirmLabel={t("remove.confirm")}
      onConfirm={() => remove.mutate({ workspace, numberId: number.id })}
      pending={remove.isPending}
      error={remove.error ? errorText(remove.error).text : undefined}
    />
  );
}
