"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { permitted, settingsItems } from "../../_shell/navigation.ts";
import type { ShellProps } from "../../_shell/types.ts";

const intoView = (link: HTMLAnchorElement | null) =>
  link?.scrollIntoView({ block: "nearest", inline: "center" });

/** Moves between the settings where the sidebar, which has the same links, is folded away. */
export function SettingsNav({ slug, permissions }: { slug: string; permissions: ShellProps["permissions"] }) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  return (
    <nav aria-label={t("settings")} className="border-b px-2 lg:hidden">
      <ul className="flex gap-1 overflow-x-auto">
        {permitted(settingsItems, permissions).map(({ key, path }) => {
          const href = `/w/${slug}/${path}`;
          const current = pathname === href || pathname.startsWith(`${href}/`);
          return (
            <li key={key}>
              <Link
                href={href}
                ref={current ? intoView : undefined}
                aria-current={current ? "page" : undefined}
                className="-mb-px inline-flex h-10 items-center whitespace-nowrap border-transparent border-b-2 px-3 font-medium text-muted-foreground text-sm transition-colors hover:text-foreground focus-visible:-outline-offset-2 aria-[current]:border-primary aria-[current]:text-foreground"
              >
                {t(key)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
