"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, Circle } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#app/_ui/popover.tsx";
import { Progress } from "#app/_ui/progress.tsx";
import { useRemembered } from "../_lib/use-remembered.ts";

const hiddenChoice = "hidden";

/** In the order in which one leads to the next, with the page where each is done. */
const steps = [
  { key: "connected", path: "settings/connection" },
  { key: "paired", path: "numbers" },
  { key: "received", path: "inbox" },
  { key: "replied", path: "chats" },
  { key: "invited", path: "settings/members" },
  { key: "alerts", path: "numbers" },
] as const;

/** What is left to do before a team can work here, for whoever sets it up; gone once all is done or it is hidden. */
export function GettingStarted({ workspace }: { workspace: string }) {
  const t = useTranslations("shell.gettingStarted");
  const trpc = useTRPC();
  // Nothing until the browser has told: a list that goes again would be worse than one that comes a moment late.
  const [choice, choose] = useRemembered(`moltdesk.getting-started.${workspace}`, hiddenChoice);
  const hidden = choice === hiddenChoice;
  const { data } = useQuery({
    ...trpc.workspaces.gettingStarted.queryOptions({ workspace }),
    enabled: !hidden,
  });
  if (hidden || !data) return null;
  const done = steps.filter(({ key }) => data[key]).length;
  if (done === steps.length) return null;
  return (
    <Popover>
      <PopoverTrigger
        data-testid="getting-started"
        className="grid w-full gap-1.5 rounded-md px-2 py-1.5 text-start text-xs outline-none hover:bg-sidebar-accent focus-visible:ring-2 focus-visible:ring-ring"
      >
        <span className="flex items-baseline justify-between gap-2">
          <span className="truncate font-medium">{t("title")}</span>
          <span className="text-muted-foreground tabular-nums">
            {t("progress", { done, all: steps.length })}
          </span>
        </span>
        <Progress value={done} max={steps.length} aria-label={t("title")} className="h-1" />
      </PopoverTrigger>
      <PopoverContent side="top" className="grid gap-1 p-2">
        <ol className="grid">
          {steps.map(({ key, path }) => (
            <li key={key}>
              {data[key] ? (
                <span className="flex min-h-9 items-center gap-2.5 px-2 text-muted-foreground text-sm">
                  <Check aria-hidden className="size-4 shrink-0 text-success" />
                  <span className="sr-only">{t("done", { step: t(key) })}</span>
                  <span aria-hidden className="line-through">
                    {t(key)}
                  </span>
                </span>
              ) : (
                <Link
                  href={`/w/${workspace}/${path}`}
                  className="flex min-h-9 items-center gap-2.5 rounded-md px-2 text-sm hover:bg-accent"
                >
                  <Circle aria-hidden className="size-4 shrink-0 text-muted-foreground" />
                  {t(key)}
                </Link>
              )}
            </li>
          ))}
        </ol>
        <Button variant="ghost" size="sm" className="justify-self-start" onClick={() => choose(hiddenChoice)}>
          {t("hide")}
        </Button>
      </PopoverContent>
    </Popover>
  );
}
