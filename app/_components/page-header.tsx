import type { ReactNode } from "react";
import { cn } from "#app/_ui/cn.ts";

interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  /** Buttons at the end of the line; below the title on a phone. */
  actions?: ReactNode;
  /** What stands above the title, a breadcrumb say. */
  above?: ReactNode;
  className?: string;
}

export function PageHeader({ title, description, actions, above, className }: PageHeaderProps) {
  return (
    <header className={cn("flex flex-col gap-3 sm:flex-row sm:items-start sm:justify-between", className)}>
      <div className="grid min-w-0 gap-1">
        {above}
        <h1 className="text-balance break-words font-semibold text-xl leading-7 tracking-tight">{title}</h1>
        {description && (
          <p className="max-w-prose text-pretty text-muted-foreground text-sm">{description}</p>
        )}
      </div>
      {actions && <div className="flex shrink-0 flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
