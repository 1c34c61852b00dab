"use client";

import { Dialog, DialogContent, DialogHeader, DialogTitle } from "#app/_ui/dialog.tsx";
import type { SubscriptionView } from "#server/subscriptions/schemas.ts";
import { DryRun } from "./dry-run.tsx";
import { useRuleName } from "./use-rule-words.ts";

interface DryRunDialogProps {
  workspace: string;
  rule: SubscriptionView;
  onClose: () => void;
}

/** What a rule that is there would have done. */
export function DryRunDialog({ workspace, rule, onClose }: DryRunDialogProps) {
  const name = useRuleName()(rule);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-lg" aria-describedby={undefined}>
        <DialogHeader>
          <DialogTitle dir="auto">{name}</DialogTitle>
        </DialogHeader>
        <DryRun workspace={workspace} rule={{ subscriptionId: rule.id }} most={20} />
      </DialogContent>
    </Dialog>
  );
}
