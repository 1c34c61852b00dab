import type { ReactNode } from "react";
import { cn } from "#app/_ui/cn.ts";

interface IconSelectProps {
  label: string;
  icon: ReactNode;
  value: string;
  options: readonly { value: string; label: string; lang?: string }[];
  onChange: (value: string) => void;
  className?: string;
}

/**
 * An icon that opens the browser's own list. Pages for people who are not signed in use it instead of our menu, which
 * would cost them a fifth of their JavaScript.
 */
export function IconSelect({ label, icon, value, options, onChange, className }: IconSelectProps) {
  return (
    <label
      className={cn(
        "relative inline-flex size-9 items-center justify-center rounded-md transition-colors hover:bg-accent has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring [&_svg]:size-4",
        className,
      )}
    >
      <span className="sr-only">{label}</span>
      {icon}
      <select
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="absolute inset-0 cursor-pointer appearance-none bg-popover text-popover-foreground opacity-0"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} lang={option.lang}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
