import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

interface ScrollAreaProps extends ComponentProps<"section"> {
  /** Names the region, since it can take the focus to be scrolled by keyboard. */
  label: string;
}

/** A box that scrolls by itself, with the browser's own thin scrollbar. */
export function ScrollArea({ label, className, ...props }: ScrollAreaProps) {
  return (
    <section
      data-slot="scroll-area"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the content cannot be scrolled by keyboard
      tabIndex={0}
      className={cn("overflow-auto overscroll-contain [scrollbar-width:thin]", className)}
      {...props}
    />
  );
}
