import { cn } from "#app/_ui/cn.ts";

/** The mark alone: an M that is also the flap of an envelope, with a live dot. */
function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cn("size-6 shrink-0", className)}>
      <rect width="24" height="24" rx="6.5" className="fill-primary" />
      <path
        d="M6 17.25V9.5l6 5 6-5v7.75"
        fill="none"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-primary-foreground"
      />
      <circle cx="12" cy="7.25" r="1.75" className="fill-primary-foreground" />
    </svg>
  );
}

export function Logo({ className }: { className?: string }) {
  return (
    <span
      className={cn(
        "inline-flex items-center gap-2 font-semibold text-[0.9375rem] tracking-tight",
        className,
      )}
    >
      <LogoMark />
      Moltdesk
    </span>
  );
}
