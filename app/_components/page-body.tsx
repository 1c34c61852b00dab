import type { ReactNode } from "react";
import { cn } from "#app/_ui/cn.ts";

const widths = { narrow: "max-w-2xl", normal: "max-w-5xl", wide: "max-w-none" };

interface PageBodyProps {
  /** `narrow` for forms, `wide` for tables. */
  width?: keyof typeof widths;
  className?: string;
  children: ReactNode;
}

/** The margins and the rhythm of a page inside the workspace; full-bleed pages leave it out. */
export function PageBody({ width = "normal", className, children }: PageBodyProps) {
  return (
    <div
      className={cn("mx-auto flex w-full flex-col gap-6 px-4 py-5 sm:px-8 sm:py-8", widths[width], className)}
    >
      {children}
    </div>
  );
}
