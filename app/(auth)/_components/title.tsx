import type { ReactNode } from "react";

interface TitleProps {
  title: ReactNode;
  children?: ReactNode;
}

/** What a page of this column is for. */
export function Title({ title, children }: TitleProps) {
  return (
    <div className="mb-6 grid gap-1.5">
      <h1 className="text-balance font-semibold text-2xl tracking-tight">{title}</h1>
      {children && <p className="text-pretty text-muted-foreground">{children}</p>}
    </div>
  );
}
