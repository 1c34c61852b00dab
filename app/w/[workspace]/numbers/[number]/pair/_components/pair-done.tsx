"use client";

import { CircleCheck, Inbox } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import type { NumberView, PairingView } from "#server/numbers/view.ts";
import { TestMessage } from "./test-message.tsx";

interface PairDoneProps {
  workspace: string;
  number: NumberView;
  /** The attempt that has just linked the phone; null when it was linked before. */
  pairing: PairingView | null;
}

export function PairDone({ workspace, number, pairing }: PairDoneProps) {
  const t = useTranslations("numbers");
  const name = number.name || t("unnamed");
  return (
    <div className="grid gap-6 rounded-lg border bg-card p-5 shadow-xs" data-testid="pairing-done">
      <div className="flex items-start gap-3">
        <CircleCheck className="mt-0.5 size-6 shrink-0 text-success" aria-hidden />
        <div className="grid gap-1">
          <h2 className="font-semibold text-base">{pairing ? t("pairing.done.title") : name}</h2>
          <p className="font-medium text-lg" dir="auto">
            {number.phoneNumber ?? t("pairing.done.noPhone")}
          </p>
          <p className="text-muted-foreground">
            {t(pairing ? "pairing.done.text" : "pairing.done.already", { name })}
          </p>
        </div>
      </div>
      {pairing && number.phoneNumber && (
        <TestMessage
          workspace={workspace}
          numberId={number.id}
          pairingId={pairing.id}
          phoneNumber={number.phoneNumber}
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button asChild variant={pairing ? "outline" : "default"}>
          <Link href={`/w/${workspace}/inbox`}>
            <Inbox aria-hidden />
            {t("pairing.done.inbox")}
          </Link>
        </Button>
        <Button asChild variant="outline">
          <Link href={`/w/${workspace}/numbers`}>{t("pairing.done.numbers")}</Link>
        </Button>
      </div>
    </div>
  );
}
