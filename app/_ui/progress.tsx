"use client";

import * as ProgressPrimitive from "radix-ui/progress";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** Needs an `aria-label` or `aria-labelledby`. `value` goes from 0 to `max` (100); without it the end is unknown. */
export function Progress({
  className,
  value,
  max = 100,
  ...props
}: ComponentProps<typeof ProgressPrimitive.Root>) {
  const share = value == null ? 35 : (value / max) * 100;
  return (
    <ProgressPrimitive.Root
      data-slot="progress"
      value={value ?? null}
      max={max}
      className={cn("h-1.5 w-full overflow-hidden rounded-full bg-foreground/10", className)}
      {...props}
    >
      <ProgressPrimitive.Indicator
        className={cn(
          "h-full rounded-full bg-primary transition-[width] duration-300",
          value == null && "animate-pulse",
        )}
        style={{ width: `${share}%` }}
      />
    </ProgressPrimitive.Root>
  );
}
