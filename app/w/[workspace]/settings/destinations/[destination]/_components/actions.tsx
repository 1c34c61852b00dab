"use client";

import { Eye, KeyRound, MoreHorizontal, Pencil, Power, PowerOff, Repeat, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { DestinationView } from "#server/destinations/schemas.ts";
import { DeleteDestination } from "./delete-destination.tsx";
import { DisableDialog } from "./disable-dialog.tsx";
import { EnableDialog } from "./enable-dialog.tsx";
import { RotateSecret } from "./rotate-secret.tsx";
import { ShowSecret } from "./show-secret.tsx";

type Dialog = "disable" | "enable" | "show" | "rotate" | "delete";

interface ActionsProps {
  workspace: string;
  destination: DestinationView;
  /** Deliveries that have not ended. */
  waiting: number;
  onReplay: () => void;
}

/** What managers do with a destination. */
export function Actions({ workspace, destination, waiting, onReplay }: ActionsProps) {
  const t = useTranslations("destinations");
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const { id, name, disabled } = destination;
  const props = { workspace, destination, onClose: () => setDialog(null) };
  return (
    <>
      {disabled ? (
        <Button onClick={() => setDialog("enable")} data-testid="enable">
          <Power aria-hidden />
          {t("actions.enable")}
        </Button>
      ) : (
        <Button variant="outline" onClick={onReplay} data-testid="replay">
          <Repeat aria-hidden />
          {t("actions.replay")}
        </Button>
      )}
      <Button asChild variant="outline">
        <Link href={`/w/${workspace}/settings/destinations/${id}/edit`}>
          <Pencil aria-hidden />
          {t("actions.edit")}
        </Link>
      </Button>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={t("actions.menu", { name })}>
            <MoreHorizontal aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setDialog("show")}>
            <Eye aria-hidden />
            {t("secret.action")}
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setDialog("rotate")}>
            <KeyRound aria-hidden />
            {t("rotate.action")}
          </DropdownMenuItem>
          {!disabled && (
            <DropdownMenuItem onSelect={() => setDialog("disable")}>
              <PowerOff aria-hidden />
              {t("actions.disable")}
            </DropdownMenuItem>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem variant="destructive" onSelect={() => setDialog("delete")}>
            <Trash2 aria-hidden />
            {t("actions.delete")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {dialog === "disable" && <DisableDialog {...props} />}
      {dialog === "enable" && <EnableDialog {...props} waiting={waiting} />}
      {dialog === "show" && <ShowSecret {...props} />}
      {dialog === "rotate" && <RotateSecret {...props} />}
      {dialog === "delete" && <DeleteDestination {...props} />}
    </>
  );
}
