import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** Holds the place of what is being loaded; give it the size of the real thing. Hidden from assistive technology. */
export function Skeleton({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      aria-hidden
      data-slot="skeleton"
      className={cn("animate-pulse rounded-md bg-foreground/8", className)}
      {...props}
    />
  );
}
