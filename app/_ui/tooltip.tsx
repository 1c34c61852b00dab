"use client";

import * as TooltipPrimitive from "radix-ui/tooltip";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn.ts";

interface TooltipProps {
  content: ReactNode;
  /** One element that takes a ref and can have the focus. */
  children: ReactElement;
  side?: "top" | "right" | "bottom" | "left";
  className?: string;
}

/** A short explanation on hover or focus. Never the only place where something is said: touch screens do not show it. */
export function Tooltip({ content, children, side = "top", className }: TooltipProps) {
  return (
    <TooltipPrimitive.Provider delayDuration={300}>
      <TooltipPrimitive.Root>
        <TooltipPrimitive.Trigger asChild>{children}</TooltipPrimitive.Trigger>
        <TooltipPrimitive.Portal>
          <TooltipPrimitive.Content
            data-slot="tooltip-content"
            side={side}
            sideOffset={6}
            className={cn(
              "fade-in-0 zoom-in-98 z-50 max-w-xs animate-in text-balance rounded-md bg-foreground px-2 py-1 text-background text-xs shadow-md",
              className,
            )}
          >
            {content}
          </TooltipPrimitive.Content>
        </TooltipPrimitive.Portal>
      </TooltipPrimitive.Root>
    </TooltipPrimitive.Provider>
  );
}
