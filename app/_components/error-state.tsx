import { CircleAlert, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";

interface ErrorStateProps {
  /** What happened. */
  title: ReactNode;
  why: ReactNode;
  /** What the person can do now. */
  next: ReactNode;
  onRetry?: () => void;
  retrying?: boolean;
  /** Another way out than trying again: a link or a button. */
  action?: ReactNode;
  /** A number to quote to support. */
  reference?: ReactNode;
  /** `h1` where this is the whole page. */
  heading?: "h1" | "h2";
  className?: string;
}

export function ErrorState({
  title,
  why,
  next,
  onRetry,
  retrying = false,
  action,
  reference,
  heading: Heading = "h2",
  className,
}: ErrorStateProps) {
  const t = useTranslations("common");
  return (
    <div
      role="alert"
      data-slot="error-state"
      className={cn(
        "flex flex-col items-center justify-center gap-3 rounded-lg border px-6 py-12 text-center",
        className,
      )}
    >
      <span
        aria-hidden
        className="grid size-10 place-items-center rounded-lg bg-destructive-subtle text-destructive [&_svg]:size-5"
      >
        <CircleAlert />
      </span>
      <div className="grid max-w-md gap-1 text-pretty text-sm">
        <Heading className="font-semibold text-base">{title}</Heading>
        <p className="text-muted-foreground">{why}</p>
        <p>{next}</p>
      </div>
      {(onRetry || action) && (
        <div className="mt-1 flex flex-wrap justify-center gap-2">
          {onRetry && (
            <Button variant="outline" onClick={onRetry} loading={retrying}>
              <RotateCw aria-hidden />
              {t("retry")}
            </Button>
          )}
          {action}
        </div>
      )}
      {reference && <p className="font-mono text-2xs text-muted-foreground">{reference}</p>}
    </div>
  );
}
