"use client";

import { useTranslations } from "next-intl";
import { CopyButton, CopyField } from "#app/_components/copy-button.tsx";
import { Button } from "#app/_ui/button.tsx";
import { DialogClose, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "#app/_ui/dialog.tsx";
import type { TokenScope } from "#server/members/roles.ts";
import { CodeBox } from "../../../_components/code-box.tsx";
import { curlExample, tokenVariable } from "./curl-example.ts";

interface ShownTokenPanelProps {
  title: string;
  workspace: string;
  token: string;
  scopes: readonly TokenScope[];
}

/** The only time that a token is shown, with a first call to make with it. */
export function ShownTokenPanel({ title, workspace, token, scopes }: ShownTokenPanelProps) {
  const t = useTranslations("tokens.shown");
  const example = curlExample(window.location.origin, workspace, scopes);
  return (
    <>
      <DialogHeader>
        <DialogTitle>{title}</DialogTitle>
        <DialogDescription>{t("text")}</DialogDescription>
      </DialogHeader>
      <div className="grid gap-1.5" data-testid="token">
        <span className="font-medium text-sm">{t("token")}</span>
        <CopyField label={t("token")} value={token} />
      </div>
      <div className="grid min-w-0 gap-1.5">
        <div className="flex items-center justify-between gap-2">
          <span className="font-medium text-sm">{t("example")}</span>
          <CopyButton value={example} label={t("copyExample")} />
        </div>
        <CodeBox label={t("example")} text={example} />
        <p className="text-muted-foreground text-xs">
          {t.rich("exampleHint", { variable: () => <code dir="ltr">{tokenVariable}</code> })}
        </p>
      </div>
      <DialogFooter>
        <DialogClose asChild>
          <Button>{t("close")}</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}

/** For a dialog that shows a token: neither a click beside it nor Escape may lose it. */
export const keepOpen = (isShown: boolean) => {
  const keep = (event: Event) => {
    if (isShown) event.preventDefault();
  };
  return { onInteractOutside: keep, onEscapeKeyDown: keep };
};
