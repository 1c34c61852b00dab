"use client";

import { Building2, Keyboard, LogOut, MessageSquare, Plus, ShieldCheck, SunMoon, Zap } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import * as DialogPrimitive from "radix-ui/dialog";
import { type ReactNode, useState } from "react";
import { cn } from "#app/_ui/cn.ts";
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from "#app/_ui/command.tsx";
import { overlayClasses, panelClasses } from "#app/_ui/dialog.tsx";
import { Kbd } from "#app/_ui/kbd.tsx";
import { type ShortcutId, shortcutKeys } from "../_lib/shortcuts.ts";
import { mainItems, permitted, settingsItems } from "../_shell/navigation.ts";
import { goKeys } from "./go-keys.ts";
import type { PaletteShell } from "./palette.tsx";
import { useFoundChats } from "./use-found-chats.ts";

interface PaletteDialogProps {
  shell: PaletteShell;
  onClose: () => void;
  onHelp: () => void;
}

/** Everything that buttons and links do, by name, for whoever would rather type; with the same permissions. */
export function PaletteDialog({ shell, onClose, onHelp }: PaletteDialogProps) {
  const t = useTranslations("palette");
  const router = useRouter();
  const [query, setQuery] = useState("");
  const go = (href: string) => {
    onClose();
    router.push(href);
  };
  return (
    <DialogPrimitive.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Overlay className={overlayClasses} />
        <DialogPrimitive.Content
          data-testid="palette"
          className={cn(panelClasses, "top-[12dvh] max-w-xl translate-y-0 gap-0 overflow-hidden p-0")}
        >
          <DialogPrimitive.Title className="sr-only">{t("title")}</DialogPrimitive.Title>
          <DialogPrimitive.Description className="sr-only">{t("description")}</DialogPrimitive.Description>
          <Command label={t("title")} loop>
            <CommandInput value={query} onValueChange={setQuery} placeholder={t("placeholder")} />
            <CommandList label={t("title")}>
              <CommandEmpty>{t("nothing", { query })}</CommandEmpty>
              <ThisChat onClose={onClose} permissions={shell.permissions} />
              <Pages shell={shell} go={go} />
              <Chats shell={shell} query={query} go={go} />
              <Workspaces shell={shell} go={go} />
              <More shell={shell} go={go} onHelp={onHelp} onClose={onClose} />
            </CommandList>
          </Command>
        </DialogPrimitive.Content>
      </DialogPrimitive.Portal>
    </DialogPrimitive.Root>
  );
}

type Go = (href: string) => void;

function Pages({ shell, go }: { shell: PaletteShell; go: Go }) {
  const t = useTranslations("palette.groups");
  const tShell = useTranslations("shell");
  const tDestinations = useTranslations("destinations");
  const items = permitted([...mainItems, ...settingsItems], shell.permissions);
  return (
    <CommandGroup heading={t("go")}>
      {items.map(({ key, path, Icon }) => {
        const letter = goKeys.find(({ item }) => item.key === key)?.letter;
        return (
          <CommandItem
            key={key}
            value={`page ${key}`}
            keywords={[tShell(key)]}
            onSelect={() => go(`/w/${shell.workspace.slug}/${path}`)}
          >
            <Icon aria-hidden />
            <span className="flex-1">{tShell(key)}</span>
            {letter && <Keys keys={["g", letter]} />}
          </CommandItem>
        );
      })}
      {shell.permissions.includes("destinations.manage") && (
        <CommandItem
          value="add destination"
          keywords={[tDestinations("add")]}
          onSelect={() => go(`/w/${shell.workspace.slug}/settings/destinations/new`)}
        >
          <Plus aria-hidden />
          {tDestinations("add")}
        </CommandItem>
      )}
    </CommandGroup>
  );
}

const chatActions: readonly ShortcutId[] = [
  "reply",
  "note",
  "resolve",
  "snooze",
  "assign",
  "labels",
  "unread",
];

/** What the open chat's buttons do; each is its key, pressed for the person. */
function ThisChat({ onClose, permissions }: { onClose: () => void } & Pick<PaletteShell, "permissions">) {
  const t = useTranslations("palette.groups");
  const tKeys = useTranslations("chats.keys");
  const isChat = /\/chats\/[0-9a-f-]{36}/.test(usePathname());
  if (!isChat || !permissions.includes("chats.work")) return null;
  const press = (key: string) => {
    onClose();
    // Once the dialog has given the focus back: keys rest while one is open.
    setTimeout(() => window.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true })), 50);
  };
  return (
    <CommandGroup heading={t("chat")}>
      {chatActions.map((id) => (
        <CommandItem
          key={id}
          value={`chat ${id}`}
          keywords={[tKeys(id)]}
          onSelect={() => press(shortcutKeys[id][0])}
        >
          <Zap aria-hidden />
          <span className="flex-1">{tKeys(id)}</span>
          <Keys keys={shortcutKeys[id].slice(0, 1)} />
        </CommandItem>
      ))}
    </CommandGroup>
  );
}

function Chats({ shell, query, go }: { shell: PaletteShell; query: string; go: Go }) {
  const t = useTranslations("palette");
  const may = shell.permissions.includes("chats.read");
  const { chats, isSearching } = useFoundChats(shell.workspace.slug, query, may);
  if (isSearching) {
    return (
      <CommandItem forceMount disabled value="searching">
        {t("searching")}
      </CommandItem>
    );
  }
  if (chats.length === 0) return null;
  return (
    <CommandGroup heading={t("groups.chats")} forceMount>
      {chats.map(({ href, id, name, detail }) => (
        <CommandItem key={id} value={`found ${id}`} forceMount onSelect={() => go(href)}>
          <MessageSquare aria-hidden />
          <span className="min-w-0 truncate" dir="auto">
            {name}
          </span>
          <span className="min-w-0 flex-1 truncate text-muted-foreground text-xs" dir="auto">
            {detail}
          </span>
        </CommandItem>
      ))}
    </CommandGroup>
  );
}

function Workspaces({ shell, go }: { shell: PaletteShell; go: Go }) {
  const t = useTranslations("palette");
  const others = shell.workspaces.filter(({ slug }) => slug !== shell.workspace.slug);
  if (others.length === 0) return null;
  return (
    <CommandGroup heading={t("groups.workspaces")}>
      {others.map(({ slug, name }) => (
        <CommandItem
          key={slug}
          value={`workspace ${slug}`}
          keywords={[name]}
          onSelect={() => go(`/w/${slug}`)}
        >
          <Building2 aria-hidden />
          <span dir="auto">{name}</span>
        </CommandItem>
      ))}
      <CommandItem
        value="workspaces all"
        keywords={[t("more.allWorkspaces")]}
        onSelect={() => go(shell.allWorkspacesHref)}
      >
        <Building2 aria-hidden />
        {t("more.allWorkspaces")}
      </CommandItem>
    </CommandGroup>
  );
}

const themes = ["light", "dark", "system"] as const;

type MoreProps = { shell: PaletteShell; go: Go; onHelp: () => void; onClose: () => void };

function More({ shell, go, onHelp, onClose }: MoreProps) {
  const t = useTranslations("palette");
  const tTheme = useTranslations("common.theme");
  const { setTheme } = useTheme();
  const item = (value: string, text: string, icon: ReactNode, act: () => void) => (
    <CommandItem key={value} value={value} keywords={[text]} onSelect={act}>
      {icon}
      {text}
    </CommandItem>
  );
  return (
    <CommandGroup heading={t("groups.more")}>
      {item("shortcuts", t("more.shortcuts"), <Keyboard aria-hidden />, onHelp)}
      {themes.map((theme) =>
        item(`theme ${theme}`, t("more.theme", { name: tTheme(theme) }), <SunMoon aria-hidden />, () => {
          setTheme(theme);
          onClose();
        }),
      )}
      {item("account", t("more.account"), <ShieldCheck aria-hidden />, () => go("/account/security"))}
      {item("sign-out", t("more.signOut"), <LogOut aria-hidden />, () => shell.onSignOut())}
    </CommandGroup>
  );
}

function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span aria-hidden className="flex gap-1">
      {keys.map((key, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sequence may have one key twice, and never changes
        <Kbd key={index}>{key}</Kbd>
      ))}
    </span>
  );
}
