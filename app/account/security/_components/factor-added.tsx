"use client";

import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { DialogClose, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "#app/_ui/dialog.tsx";
import type { NewFactor } from "#server/account/schemas.ts";
import { CodeList } from "./code-list.tsx";

interface FactorAddedProps {
  title: string;
  text: string;
  added: NewFactor;
}

/** The last step of adding a factor; with recovery codes for whoever has none yet. */
export function FactorAdded({ title, text, added: { recoveryCodes } }: FactorAddedProps) {
  const t = useTranslations("security.recovery");
  const tCommon = useTranslations("common");
  return (
    <>
      <DialogHeader>
        <DialogTitle>{title}</DialogTitle>
        <DialogDescription>{text}</DialogDescription>
      </DialogHeader>
      {recoveryCodes && <CodeList codes={recoveryCodes} />}
      <DialogFooter>
        <DialogClose asChild>
          <Button>{recoveryCodes ? t("kept") : tCommon("close")}</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
