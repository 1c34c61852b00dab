"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { mainItems, type NavItem, permitted, settingsItems } from "./navigation.ts";
import type { ShellProps } from "./types.ts";

interface NavListProps {
  slug: string;
  permissions: ShellProps["permissions"];
  onNavigate?: () => void;
}

export function NavList({ slug, permissions, onNavigate }: NavListProps) {
  const t = useTranslations("shell");
  const main = permitted(mainItems, permissions);
  return (
    <nav aria-label={t("navigation")} className="flex flex-col gap-5 px-2 pb-2">
      {main.length > 0 && <NavGroup slug={slug} items={main} onNavigate={onNavigate} />}
      <section aria-labelledby="nav-settings" className="grid gap-1">
        <h2 id="nav-settings" className="px-2 font-medium text-muted-foreground text-xs">
          {t("settings")}
        </h2>
        <NavGroup slug={slug} items={permitted(settingsItems, permissions)} onNavigate={onNavigate} />
      </section>
    </nav>
  );
}

interface NavGroupProps {
  slug: string;
  items: readonly NavItem[];
  onNavigate: (() => void) | undefined;
}

function NavGroup({ slug, items, onNavigate }: NavGroupProps) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  return (
    <ul className="grid gap-0.5">
      {items.map(({ key, path, Icon }) => {
        const href = `/w/${slug}/${path}`;
        const current = pathname === href || pathname.startsWith(`${href}/`);
        return (
          <li key={key}>
            <Link
              href={href}
              onClick={onNavigate}
              aria-current={current ? "page" : undefined}
              className="group flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-sidebar-foreground text-sm transition-colors hover:bg-sidebar-accent/70 hover:text-sidebar-accent-foreground aria-[current]:bg-sidebar-accent aria-[current]:text-sidebar-accent-foreground max-lg:h-10"
            >
              <Icon
                aria-hidden
                className="size-4 text-muted-foreground group-hover:text-current group-aria-[current]:text-primary"
              />
              {t(key)}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
