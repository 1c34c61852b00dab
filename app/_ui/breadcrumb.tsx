import { ChevronRight } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** Needs an `aria-label`. */
export function Breadcrumb({ className, children, ...props }: ComponentProps<"nav">) {
  return (
    <nav data-slot="breadcrumb" className={className} {...props}>
      <ol className="flex flex-wrap items-center gap-1.5 text-muted-foreground text-sm">{children}</ol>
    </nav>
  );
}

/** One step; wrap a link, or the page's own name with `current`. */
export function BreadcrumbItem({
  current = false,
  className,
  children,
  ...props
}: ComponentProps<"li"> & { current?: boolean }) {
  return (
    <li
      data-slot="breadcrumb-item"
      aria-current={current ? "page" : undefined}
      className={cn(
        "inline-flex min-h-6 items-center gap-1.5 [&_a:hover]:text-foreground",
        current && "text-foreground",
        className,
      )}
      {...props}
    >
      {children}
      {!current && <ChevronRight aria-hidden className="size-3.5 rtl:rotate-180" />}
    </li>
  );
}
