import type { ReactNode } from "react";
import { cn } from "#app/_ui/cn.ts";

interface KeyValueProps {
  items: { label: string; value: ReactNode }[];
  className?: string;
}

/** Facts about one thing: label and value, side by side, one above the other on a phone. */
export function KeyValue({ items, className }: KeyValueProps) {
  return (
    <dl data-slot="key-value" className={cn("grid text-sm", className)}>
      {items.map(({ label, value }) => (
        <div
          key={label}
          className="grid gap-x-4 gap-y-0.5 border-b py-2 last:border-0 sm:grid-cols-[10rem_1fr]"
        >
          <dt className="text-muted-foreground">{label}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
