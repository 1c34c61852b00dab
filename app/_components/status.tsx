import type { ReactNode } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { cn } from "#app/_ui/cn.ts";

export type StatusTone = "neutral" | "info" | "success" | "warning" | "danger";

const dots: Record<StatusTone, string> = {
  neutral: "bg-muted-foreground",
  info: "bg-info",
  success: "bg-success",
  warning: "bg-warning",
  danger: "bg-destructive",
};

interface StatusProps {
  tone: StatusTone;
  /** Something is happening right now. */
  pulse?: boolean;
  /** The state in words: colour never stands alone. */
  children: ReactNode;
  className?: string;
}

function Dot({ tone, pulse }: Pick<StatusProps, "tone" | "pulse">) {
  return (
    <span aria-hidden className="relative inline-flex size-1.5 shrink-0">
      {pulse && (
        <span
          className={cn(
            "absolute inset-0 animate-ping rounded-full opacity-60 motion-reduce:hidden",
            dots[tone],
          )}
        />
      )}
      <span className={cn("size-full rounded-full", dots[tone])} />
    </span>
  );
}

/** A dot with its words, for rows and bars. */
export function StatusDot({ tone, pulse = false, children, className }: StatusProps) {
  return (
    <span data-slot="status-dot" className={cn("inline-flex items-center gap-2 text-sm", className)}>
      <Dot tone={tone} pulse={pulse} />
      {children}
    </span>
  );
}

/** The same as a pill, for tables and headings. */
export function StatusBadge({ tone, pulse = false, children, className }: StatusProps) {
  return (
    <Badge tone={tone} data-slot="status-badge" className={cn("gap-1.5", className)}>
      <Dot tone={tone} pulse={pulse} />
      {children}
    </Badge>
  );
}
