"use client";

import { useTranslations } from "next-intl";
import { Fragment, type ReactNode } from "react";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "#app/_ui/dialog.tsx";
import { Kbd } from "#app/_ui/kbd.tsx";
import type { Permission } from "#server/members/roles.ts";
import { shortcuts } from "../_lib/shortcuts.ts";
import { goKeys } from "./go-keys.ts";

interface ShortcutsDialogProps {
  permissions: readonly Permission[];
  onClose: () => void;
}

/** Every key that does something, by where it does. */
export function ShortcutsDialog({ permissions, onClose }: ShortcutsDialogProps) {
  const t = useTranslations("palette.shortcuts");
  const tShell = useTranslations("shell");
  const tChats = useTranslations("chats.keys");
  const pages = goKeys.filter(({ item }) => permissions.includes(item.permission));
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent className="max-w-2xl" data-testid="shortcuts">
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("text")}</DialogDescription>
        </DialogHeader>
        <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
          <Keys title={t("everywhere")}>
            <Key keys={["Ctrl/⌘", "K"]}>{t("palette")}</Key>
            <Key keys={["?"]}>{t("help")}</Key>
            <Key keys={["Ctrl/⌘", "Enter"]}>{t("send")}</Key>
            {pages.map(({ letter, item }) => (
              <Key key={letter} keys={["g", letter]} then={t("then")}>
                {t("go", { page: tShell(item.key) })}
              </Key>
            ))}
          </Keys>
          <div className="grid content-start gap-5">
            <Keys title={t("chats")}>
              {shortcuts.map(({ id, keys }) => (
                <Key key={id} keys={keys.slice(0, 1)}>
                  {tChats(id)}
                </Key>
              ))}
            </Keys>
            <Keys title={t("inbox")}>
              <Key keys={["␣"]}>{t("pause")}</Key>
              <Key keys={["j", "k"]}>{t("move")}</Key>
              <Key keys={["Esc"]}>{t("close")}</Key>
            </Keys>
          </div>
        </div>
      </DialogContent>
    </Dialog>
  );
}

function Keys({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid content-start gap-2">
      <h3 className="font-medium text-muted-foreground text-xs">{title}</h3>
      <dl className="grid gap-1.5 text-sm">{children}</dl>
    </section>
  );
}

function Key({ keys, then, children }: { keys: readonly string[]; then?: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-4">
      <dt>{children}</dt>
      <dd className="flex shrink-0 items-center gap-1 text-muted-foreground text-xs">
        {keys.map((key, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sequence may have one key twice, and never changes
          <Fragment key={index}>
            {index > 0 && then && <span>{then}</span>}
            <Kbd>{key === "Escape" ? "Esc" : key}</Kbd>
          </Fragment>
        ))}
      </dd>
    </div>
  );
}
