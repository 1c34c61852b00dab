"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { ShiftView } from "#server/subscriptions/schemas.ts";
import { ShiftDialog } from "./shift-dialog.tsx";
import { useTimeWords } from "./use-time-words.ts";

interface OnCallProps {
  workspace: string;
  mayManage: boolean;
}

/** Who is on call now, and the shifts of the week. */
export function OnCall({ workspace, mayManage }: OnCallProps) {
  const t = useTranslations("subscriptions.onCall");
  const format = useFormatter();
  const trpc = useTRPC();
  const { data: week } = useSuspenseQuery(trpc.subscriptions.onCall.queryOptions({ workspace }));
  const [isAdding, setAdding] = useState(false);
  const names = new Map(week.shifts.map(({ userId, memberName }) => [userId, memberName]));
  const onCall = week.nowOnCall.map((userId) => names.get(userId) ?? userId);
  return (
    <Card data-testid="on-call">
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <CardDescription>{t("description", { zone: week.timeZone })}</CardDescription>
        {mayManage && (
          <CardAction>
            <Button variant="outline" size="sm" onClick={() => setAdding(true)} data-testid="add-shift">
              <Plus aria-hidden />
              {t("add")}
            </Button>
          </CardAction>
        )}
      </CardHeader>
      <CardContent className="grid gap-3">
        <p className="text-sm" aria-live="polite">
          {onCall.length > 0 ? t("now", { names: format.list(onCall) }) : t("nobody")}
        </p>
        {week.shifts.length === 0 ? (
          <p className="text-muted-foreground text-sm">{t("empty")}</p>
        ) : (
          <ul aria-label={t("list")} className="divide-y rounded-md border">
            {week.shifts.map((shift) => (
              <Shift key={shift.id} workspace={workspace} shift={shift} mayManage={mayManage} />
            ))}
          </ul>
        )}
      </CardContent>
      {isAdding && <ShiftDialog workspace={workspace} onClose={() => setAdding(false)} />}
    </Card>
  );
}

interface ShiftProps {
  workspace: string;
  shift: ShiftView;
  mayManage: boolean;
}

function Shift({ workspace, shift, mayManage }: ShiftProps) {
  const t = useTranslations("subscriptions.onCall");
  const { days, time } = useTimeWords();
  const { remove, isPending } = useRemoveShift(workspace);
  const { memberName, fromMinute, untilMinute } = shift;
  const [from, until] = [time(fromMinute), time(untilMinute)];
  const times =
    fromMinute === untilMinute
      ? t("wholeDay", { from })
      : `${t("times", { from, until })}${untilMinute < fromMinute ? ` ${t("nextDay")}` : ""}`;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-0.5 px-3 py-2 text-sm">
      <span dir="auto" className="min-w-32 flex-1 truncate font-medium">
        {memberName}
      </span>
      <span className="text-muted-foreground">{days(shift.days)}</span>
      <span className="tabular-nums">{times}</span>
      {mayManage && (
        <Button
          variant="ghost"
          size="icon-sm"
          loading={isPending}
          aria-label={t("remove", { name: memberName })}
          onClick={() => remove(shift)}
        >
          <Trash2 aria-hidden />
        </Button>
      )}
    </li>
  );
}

function useRemoveShift(workspace: string) {
  const t = useTranslations("subscriptions");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = {
    onError: useErrorToast(),
    onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.subscriptions.pathKey() }),
  };
  const add = useMutation(trpc.subscriptions.addShift.mutationOptions(options));
  const remove = useMutation(
    trpc.subscriptions.removeShift.mutationOptions({
      ...options,
      onSuccess: ({ userId, memberName, days, fromMinute, untilMinute }) => {
        const undo = () => add.mutate({ workspace, userId, days, fromMinute, untilMinute });
        toast.success(t("onCall.removed", { name: memberName }), {
          action: { label: t("row.undo"), onClick: undo },
        });
      },
    }),
  );
  return {
    remove: ({ id }: ShiftView) => remove.mutate({ workspace, shiftId: id }),
    isPending: remove.isPending,
  };
}
