"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "#app/_ui/dialog.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { SubscriptionView } from "#server/subscriptions/schemas.ts";
import { changesOf, entriesOf, newRule, type RuleEntries } from "../rule-entries.ts";
import { RuleForm } from "./rule-form.tsx";
import { useRuleName } from "./use-rule-words.ts";

interface RuleDialogProps {
  workspace: string;
  rule: SubscriptionView | "new";
  mayManage: boolean;
  onClose: () => void;
}

/** Makes or changes a rule. */
export function RuleDialog({ workspace, rule, mayManage, onClose }: RuleDialogProps) {
  const t = useTranslations("subscriptions.form");
  const trpc = useTRPC();
  const ruleName = useRuleName();
  const { data: team } = useQuery(trpc.members.list.queryOptions({ workspace }));
  const me = team?.members.find(({ isMe }) => isMe)?.userId;
  const isNew = rule === "new";
  // A preset is edited under the name that its reader sees.
  const before = isNew ? (me ? newRule(me) : null) : entriesOf({ ...rule, name: ruleName(rule) });
  const { save, error, isPending } = useSave(workspace, isNew ? null : rule.id, onClose);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-xl" data-testid="rule-dialog">
        <DialogHeader>
          <DialogTitle>{isNew ? t("newTitle") : t("editTitle", { name: ruleName(rule) })}</DialogTitle>
          <DialogDescription>{isNew ? t("newText") : t("editText")}</DialogDescription>
        </DialogHeader>
        {before ? (
          <RuleForm
            workspace={workspace}
            isNew={isNew}
            before={before}
            me={me}
            mayManage={mayManage}
            onSave={(entries) => save(entries, before)}
            error={error}
            pending={isPending}
          />
        ) : (
          <Skeleton className="h-72" />
        )}
      </DialogContent>
    </Dialog>
  );
}

function useSave(workspace: string, subscriptionId: string | null, onClose: () => void) {
  const t = useTranslations("subscriptions.form");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = {
    onSuccess: () => {
      toast.success(t("saved"));
      onClose();
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.subscriptions.pathKey() }),
  };
  const create = useMutation(trpc.subscriptions.create.mutationOptions(options));
  const change = useMutation(trpc.subscriptions.change.mutationOptions(options));
  function save(entries: RuleEntries, before: RuleEntries) {
    if (subscriptionId === null) return create.mutate({ workspace, ...entries });
    change.mutate({ workspace, subscriptionId, ...changesOf(before, entries) });
  }
  const used = subscriptionId === null ? create : change;
  return { save, error: used.error, isPending: used.isPending };
}
