"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { SubscriptionView } from "#server/subscriptions/schemas.ts";
import { entriesOf } from "../rule-entries.ts";
import { useRuleName } from "./use-rule-words.ts";

type RowChange = Partial<Pick<SubscriptionView, "inApp" | "push" | "mail" | "enabled">>;

export type RuleChanges = {
  /** Shows at once; the server's word follows. */
  change: (change: RowChange) => void;
  /** Null: until taken back. Undefined: take it back. */
  mute: (until: string | null | undefined) => void;
  remove: () => void;
};

/** What can be done to a rule in its row, each to be taken back right away. */
export function useRuleChanges(workspace: string, rule: SubscriptionView): RuleChanges {
  const t = useTranslations("subscriptions.row");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const name = useRuleName()(rule);
  const onError = useErrorToast();
  const readAgain = () => queryClient.invalidateQueries({ queryKey: trpc.subscriptions.pathKey() });
  const listKey = trpc.subscriptions.list.queryKey({ workspace });
  const show = (change: Partial<SubscriptionView>) =>
    queryClient.setQueryData(listKey, (rules) =>
      rules?.map((one) => (one.id === rule.id ? { ...one, ...change } : one)),
    );
  const options = { onError, onSettled: readAgain };
  const change = useMutation(trpc.subscriptions.change.mutationOptions(options));
  const mute = useMutation(trpc.subscriptions.mute.mutationOptions(options));
  const create = useMutation(trpc.subscriptions.create.mutationOptions(options));
  const remove = useMutation(
    trpc.subscriptions.remove.mutationOptions({
      ...options,
      onSuccess: (gone) => {
        const undo = () => create.mutate({ workspace, ...entriesOf({ ...gone, name }) });
        toast.success(t("removed", { name }), { action: { label: t("undo"), onClick: undo } });
      },
    }),
  );
  return {
    change(wanted) {
      show(wanted);
      change.mutate(
        { workspace, subscriptionId: rule.id, ...wanted },
        {
          onSuccess: ({ enabled }) => {
            if (wanted.enabled !== undefined)
              toast.success(enabled ? t("turnedOn", { name }) : t("turnedOff", { name }));
          },
        },
      );
    },
    mute(until) {
      show({ muted: until === undefined ? null : { until } });
      mute.mutate({
        ...{ workspace, subscriptionId: rule.id },
        ...{ muted: until !== undefined, until: until ?? null },
      });
    },
    remove: () => remove.mutate({ workspace, subscriptionId: rule.id }),
  };
}
