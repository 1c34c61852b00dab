import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** The look that every single-line field and trigger shares. */
export const fieldClasses =
  "w-full min-w-0 rounded-md border border-input bg-card text-base text-foreground shadow-xs transition-colors placeholder:text-muted-foreground hover:border-muted-foreground focus-visible:border-ring focus-visible:outline-2 focus-visible:outline-ring focus-visible:-outline-offset-1 disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-destructive aria-invalid:focus-visible:outline-destructive md:text-sm";

export function Input({ className, type = "text", ...props }: ComponentProps<"input">) {
  return (
    <input type={type} data-slot="input" className={cn(fieldClasses, "h-8 px-2.5", className)} {...props} />
  );
}
