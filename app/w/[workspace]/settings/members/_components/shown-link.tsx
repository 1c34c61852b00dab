"use client";

import { useTranslations } from "next-intl";
import { CopyField } from "#app/_components/copy-button.tsx";
import { Button } from "#app/_ui/button.tsx";
import { DialogClose, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "#app/_ui/dialog.tsx";

/** An invitation's link, the only time that it can be seen. */
export function ShownLink({ url }: { url: string }) {
  const t = useTranslations("members.link");
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t("text")}</DialogDescription>
      </DialogHeader>
      <div data-testid="invitation-link">
        <CopyField label={t("label")} value={url} />
      </div>
      <DialogFooter>
        <DialogClose asChild>
          <Button>{t("close")}</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
