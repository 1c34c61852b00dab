"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { settingsItems } from "../../_shell/navigation.ts";

/** Moves between the settings where the sidebar, which has the same links, is folded away. */
export function SettingsNav({ slug }: { slug: string }) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  return (
    <nav aria-label={t("settings")} className="border-b px-2 lg:hidden">
      <ul className="flex gap-1 overflow-x-auto">
        {settingsItems.map(({ key, path }) => {
          const href = `/w/${slug}/${path}`;
          return (
            <li key={key}>
              <Link
                href={href}
                aria-current={pathname.startsWith(href) ? "page" : undefined}
                className="-mb-px inline-flex h-10 items-center border-transparent border-b-2 px-3 font-medium text-muted-foreground text-sm transition-colors hover:text-foreground focus-visible:-outline-offset-2 aria-[current]:border-primary aria-[current]:text-foreground"
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
