"use client";

import { useQuery } from "@tanstack/react-query";
import { Bell as BellIcon, CheckCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button, buttonVariants } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Popover, PopoverContent, PopoverTrigger } from "#app/_ui/popover.tsx";
import { NoticeList } from "../_components/notice-list.tsx";
import { useMarkRead } from "../_components/use-mark-notices-read.ts";

const maxShown = 99;

/** What concerns the reader, in a list over the page; where there is no room for one, `BellLink` stands in its place. */
export function Bell({ workspace }: { workspace: string }) {
  const t = useTranslations("notices");
  const [open, setOpen] = useState(false);
  const { count, label } = useUnread(workspace);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger aria-label={label} className={cn(look, "max-lg:hidden")} data-testid="bell">
        <BellIcon aria-hidden />
        <Unread count={count} />
      </PopoverTrigger>
      <PopoverContent className="w-96" aria-label={t("title")} data-testid="bell-list">
        <Inside workspace={workspace} unread={count} onClose={() => setOpen(false)} />
      </PopoverContent>
    </Popover>
  );
}

/** The way to the page of notices, for a phone. */
export function BellLink({ workspace }: { workspace: string }) {
  const { count, label } = useUnread(workspace);
  return (
    <Link href={`/w/${workspace}/notices`} aria-label={label} className={look} data-testid="bell-link">
      <BellIcon aria-hidden />
      <Unread count={count} />
    </Link>
  );
}

const look = buttonVariants({ variant: "ghost", size: "icon" });

function useUnread(workspace: string): { count: number; label: string } {
  const t = useTranslations("notices");
  const trpc = useTRPC();
  const count = useQuery(trpc.notices.unread.queryOptions({ workspace })).data?.count ?? 0;
  return { count, label: count > 0 ? t("bellUnread", { count }) : t("bell") };
}

function Unread({ count }: { count: number }) {
  const t = useTranslations("notices");
  if (count === 0) return null;
  return (
    <span
      aria-hidden
      data-testid="bell-unread"
      className="absolute -end-0.5 -top-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-primary px-1 font-semibold text-[0.625rem] text-primary-foreground leading-none"
    >
      {count > maxShown ? t("bellMany") : count}
    </span>
  );
}

function Inside({ workspace, unread, onClose }: { workspace: string; unread: number; onClose: () => void }) {
  const t = useTranslations("notices");
  const markRead = useMarkRead(workspace);
  return (
    <>
      <div className="sticky top-0 z-10 flex min-h-11 items-center justify-between gap-2 border-b bg-popover ps-4 pe-2">
        <h2 className="font-semibold text-sm">{t("title")}</h2>
        {unread > 0 && (
          <Button size="sm" variant="ghost" onClick={markRead.all} data-testid="mark-all-read">
            <CheckCheck aria-hidden />
            {t("markAll")}
          </Button>
        )}
      </div>
      <NoticeList workspace={workspace} isShort onFollow={onClose} />
      <div className="border-t px-4 py-2 text-sm">
        <Link
          href={`/w/${workspace}/notices`}
          onClick={onClose}
          className="inline-flex min-h-6 items-center text-primary underline-offset-4 hover:underline"
        >
          {t("showAll")}
        </Link>
      </div>
    </>
  );
}
