"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Label } from "#app/_ui/label.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import type { NumberView } from "#server/numbers/view.ts";

/** A choice of the list that is no member's id. */
const nobody = "nobody";

interface HolderCardProps {
  workspace: string;
  number: NumberView;
  mayManage: boolean;
}

/** Who has the number's phone and hears first when it drops. */
export function HolderCard({ workspace, number, mayManage }: HolderCardProps) {
  const t = useTranslations("numbers.detail.holder");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const id = useId();
  const choices = useQuery({ ...trpc.chats.assignees.queryOptions({ workspace }), enabled: mayManage });
  const change = useMutation(
    trpc.numbers.setHolder.mutationOptions({
      onSuccess: () => toast.success(t("saved")),
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.numbers.pathKey() }),
    }),
  );
  const { holder } = number;
  const people = choices.data?.people ?? [];
  const isListed = people.some(({ userId }) => userId === holder?.userId);
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <CardDescription>{t("text")}</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-3">
        <ErrorNotice error={change.error} />
        {mayManage ? (
          <div className="grid max-w-xs gap-1.5">
            <Label htmlFor={id}>{t("label")}</Label>
            <Select
              value={holder?.userId ?? nobody}
              disabled={change.isPending}
              onValueChange={(userId) =>
                change.mutate({
                  ...{ workspace, numberId: number.id },
                  userId: userId === nobody ? null : userId,
                })
              }
            >
              <SelectTrigger id={id}>
                <SelectValue />
              </SelectTrigger>
              <SelectContent>
                <SelectItem value={nobody}>{t("nobody")}</SelectItem>
                {holder && !isListed && <SelectItem value={holder.userId}>{holder.name}</SelectItem>}
                {people.map(({ userId, name, email }) => (
                  <SelectItem key={userId} value={userId}>
                    {name ?? email}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          </div>
        ) : (
          <p className="text-sm" dir="auto">
            {holder?.name ?? t("nobody")}
          </p>
        )}
      </CardContent>
    </Card>
  );
}
