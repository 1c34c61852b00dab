"use client";

import { Ellipsis, LogOut, Pause, Play, QrCode, RotateCw, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { NumberView } from "#server/numbers/view.ts";
import { DeleteNumber } from "./delete-number.tsx";
import { LogoutNumber } from "./logout-number.tsx";
import { useNumberMove } from "./use-number-move.ts";

interface NumberActionsProps {
  workspace: string;
  number: NumberView;
}

/** The one likely action as a button, the others in a menu: only those that the number's state allows. */
export function NumberActions({ workspace, number }: NumberActionsProps) {
  const t = useTranslations("numbers");
  const [asking, setAsking] = useState<"logout" | "delete" | null>(null);
  const name = number.name || t("unnamed");
  const target = { workspace, numberId: number.id };
  const start = useNumberMove(workspace, "start", () => toast.success(t("toast.started", { name })));
  const restart = useNumberMove(workspace, "restart", () => toast.success(t("toast.restarted", { name })));
  const stop = useNumberMove(workspace, "stop", () =>
    toast.success(t("toast.stopped", { name }), {
      action: { label: t("toast.startAgain"), onClick: () => start.mutate(target) },
    }),
  );
  const { status, phoneNumber } = number;
  const isPaired = phoneNumber !== null;
  const isRunning = status === "working" || status === "starting" || status === "qr_code";
  const isBusy = start.isPending || stop.isPending || restart.isPending;
  const close = () => setAsking(null);

  return (
    <span className="inline-flex items-center gap-1">
      {status === "stopped" && isPaired ? (
        <Button variant="outline" loading={isBusy} onClick={() => start.mutate(target)}>
          <Play aria-hidden />
          {t("actions.start")}
        </Button>
      ) : (
        <PairLink workspace={workspace} number={number} />
      )}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={t("actions.menu", { name })}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {status === "stopped" && isPaired && (
            <DropdownMenuItem asChild>
              <Link href={pairHref(workspace, number)}>
                <QrCode aria-hidden />
                {t("actions.pairAgain")}
              </Link>
            </DropdownMenuItem>
          )}
          {(status === "working" || status === "failed") && (
            <DropdownMenuItem disabled={isBusy} onSelect={() => restart.mutate(target)}>
              <RotateCw aria-hidden />
              {t("actions.restart")}
            </DropdownMenuItem>
          )}
          {isRunning && (
            <DropdownMenuItem disabled={isBusy} onSelect={() => stop.mutate(target)}>
              <Pause aria-hidden />
              {t("actions.stop")}
            </DropdownMenuItem>
          )}
          {isPaired && (
            <DropdownMenuItem onSelect={() => setAsking("logout")}>
              <LogOut aria-hidden />
              {t("actions.logout")}
            </DropdownMenuItem>
          )}
          {(isPaired || isRunning || status === "failed") && <DropdownMenuSeparator />}
          <DropdownMenuItem variant="destructive" onSelect={() => setAsking("delete")}>
            <Trash2 aria-hidden />
            {t("actions.delete")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <LogoutNumber workspace={workspace} number={number} isOpen={asking === "logout"} onClose={close} />
      <DeleteNumber workspace={workspace} number={number} isOpen={asking === "delete"} onClose={close} />
    </span>
  );
}

const pairHref = (workspace: string, { id }: NumberView) => `/w/${workspace}/numbers/${id}/pair`;

/** Whether the number has something to pair; a paired one that starts most likely comes back by itself. */
function isPairable({ status, phoneNumber, pairing }: NumberView): boolean {
  if (pairing) return true;
  if (status === "starting") return phoneNumber === null;
  return status !== "working" && status !== "deleted";
}

function PairLink({ workspace, number }: NumberActionsProps) {
  const t = useTranslations("numbers.actions");
  if (!isPairable(number)) return null;
  const label = number.pairing ? t("showCode") : number.phoneNumber ? t("pairAgain") : t("pair");
  return (
    <Button asChild variant={number.pairing ? "outline" : "default"} data-testid="pair-button">
      <Link href={pairHref(workspace, number)}>
        <QrCode aria-hidden />
        {label}
      </Link>
    </Button>
  );
}
