"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Callout } from "#app/_components/callout.tsx";
import { RoomLeft } from "#app/_components/room-left.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { ConnectionView } from "#server/connections/view.ts";
import { ConnectionFacts } from "./connection-facts.tsx";
import { MissingScopes } from "./missing-scopes.tsx";
import { NumberChoiceList } from "./number-choice-list.tsx";
import { useShowConnection } from "./use-connect.ts";

/** Up to so many numbers, all are most likely this team's; of an agency's many, few are. */
const fewNumbers = 3;

/** `room`: how many the plan has room for, as far as that is known. */
function firstChoice({ numbers }: ConnectionView, room: number): ReadonlySet<string> {
  const allowed = numbers.filter((number) => number.allowed);
  const isFew = numbers.length <= Math.min(fewNumbers, room);
  const chosen = allowed.length === 0 && isFew ? numbers : allowed;
  return new Set(chosen.map((number) => number.sessionId));
}

interface NumberChoiceProps {
  workspace: string;
  connection: ConnectionView;
  onSaved: () => void;
  /** Given when an earlier choice is changed; without it this is the set-up's second step. */
  onCancel?: () => void;
}

/** Decides which of the account's numbers exist in this workspace. */
export function NumberChoice({ workspace, connection, onSaved, onCancel }: NumberChoiceProps) {
  const t = useTranslations("connection.choose");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const show = useShowConnection(workspace);
  const { data } = useQuery(trpc.billing.room.queryOptions({ workspace }));
  const [touched, setChosen] = useState<ReadonlySet<string> | null>(null);
  const chosen = touched ?? firstChoice(connection, data?.room.numbers?.value ?? fewNumbers);
  const tenant = connection.tenantName ?? "MoltFlow";
  const choose = useMutation(
    trpc.connection.chooseNumbers.mutationOptions({
      onSuccess: (changed) => {
        show(changed);
        if (onCancel) toast.success(t("saved"));
        onSaved();
      },
    }),
  );
  const hidden = connection.numbers.filter(({ allowed, sessionId }) => allowed && !chosen.has(sessionId));

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!choose.isPending) choose.mutate({ workspace, sessionIds: [...chosen] });
  }

  return (
    <Card>
      <CardHeader>
        <CardTitle>{onCancel ? t("editTitle") : t("title")}</CardTitle>
        <CardDescription className="max-w-prose">{t("text", { tenant })}</CardDescription>
      </CardHeader>
      <CardContent>
        <form onSubmit={submit} className="grid gap-4">
          {!onCancel && <ConnectionFacts connection={connection} isBrief />}
          <MissingScopes connection={connection} />
          {connection.numbers.length === 0 ? (
            <Callout title={t("emptyTitle", { tenant })}>{t("emptyText")}</Callout>
          ) : (
            <NumberChoiceList
              legend={t("legend", { tenant })}
              numbers={connection.numbers}
              chosen={chosen}
              onChange={setChosen}
            />
          )}
          {hidden.length > 0 && (
            <Callout tone="warning">{t("hideWarning", { count: hidden.length })}</Callout>
          )}
          <RoomLeft workspace={workspace} limit="numbers" />
          <ErrorNotice error={choose.error} />
          <div className="flex flex-wrap gap-2">
            <Button type="submit" loading={choose.isPending} data-testid="connect-numbers">
              {onCancel ? tCommon("save") : t("submit", { count: chosen.size })}
            </Button>
            {onCancel && (
              <Button variant="outline" onClick={onCancel}>
                {tCommon("cancel")}
              </Button>
            )}
          </div>
        </form>
      </CardContent>
    </Card>
  );
}
