"use client";

import { useTranslations } from "next-intl";
import { CopyButton, CopyField } from "#app/_components/copy-button.tsx";
import { Button } from "#app/_ui/button.tsx";
import { DialogClose, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "#app/_ui/dialog.tsx";
import type { TokenScope } from "#server/members/roles.ts";
import { CodeBox } from "../../../_components/code-box.tsx";
import { curlExample, followExample, tokenVariable } from "./curl-example.ts";

interface ShownTokenPanelProps {
  title: string;
  workspace: string;
  token: string;
  scopes: readonly TokenScope[];
}

interface ExampleProps {
  title: string;
  copyLabel: string;
  text: string;
}

function Example({ title, copyLabel, text }: ExampleProps) {
  return (
    <div className="grid min-w-0 gap-1.5">
      <div className="flex items-center justify-between gap-2">
        <span className="font-medium text-sm">{title}</span>
        <CopyButton value={text} label={copyLabel} />
      </div>
      <CodeBox label={title} text={text} />
    </div>
  );
}

/** The only time that a token is shown, with a first call to make with it. */
export function ShownTokenPanel({ title, workspace, token, scopes }: ShownTokenPanelProps) {
  const t = useTranslations("tokens.shown");
  const { origin } = window.location;
  const follow = followExample(origin, scopes);
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
      <Example
        title={t("example")}
        copyLabel={t("copyExample")}
        text={curlExample(origin, workspace, scopes)}
      />
      {follow !== null && <Example title={t("follow")} copyLabel={t("copyFollow")} text={follow} />}
      <p className="text-muted-foreground text-xs">
        {t.rich("exampleHint", { variable: () => <code dir="ltr">{tokenVariable}</code> })}
      </p>
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
