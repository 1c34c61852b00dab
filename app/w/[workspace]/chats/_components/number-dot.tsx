"use client";

import { cn } from "#app/_ui/cn.ts";
import { useNumbers } from "./chats-context.tsx";

const colours = [
  "bg-chart-1",
  "bg-chart-3",
  "bg-chart-2",
  "bg-chart-5",
  "bg-chart-4",
  "bg-info",
  "bg-warning",
  "bg-foreground",
];

/** A number's colour, by its place among the workspace's numbers. Decorative: the name stands beside it. */
export function NumberDot({ numberId, className }: { numberId: string; className?: string }) {
  const place = useNumbers().findIndex(({ id }) => id === numberId);
  const colour = place < 0 ? "bg-muted-foreground" : colours[place % colours.length];
  return <span aria-hidden className={cn("size-2 shrink-0 rounded-full", colour, className)} />;
}
