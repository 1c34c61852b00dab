import type { ReactNode } from "react";
import { cn } from "#app/_ui/cn.ts";

interface EmptyStateProps {
  /** A lucide icon. */
  icon: ReactNode;
  title: ReactNode;
  /** Names what is missing and what will appear here. */
  text: ReactNode;
  /** The one thing to do about it. */
  action?: ReactNode;
  /** `h1` where this is the whole page. */
  heading?: "h1" | "h2";
  className?: string;
}

export function EmptyState({
  icon,
  title,
  text,
  action,
  heading: Heading = "h2",
  className,
}: EmptyStateProps) {
  return (
    <div
      data-slot="empty-state"
      className={cn(
        "flex flex-col items-center justify-center gap-3 rounded-lg border border-dashed px-6 py-14 text-center",
        className,
      )}
    >
      <span
        aria-hidden
        className="grid size-10 place-items-center rounded-lg border bg-card text-muted-foreground shadow-xs [&_svg]:size-5"
      >
        {icon}
      </span>
      <div className="grid gap-1">
        <Heading className="font-semibold text-base">{title}</Heading>
        <p className="max-w-md text-pretty text-muted-foreground text-sm">{text}</p>
      </div>
      {action && <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
