import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "#app/_ui/cn.ts";

const steps = ["key", "numbers", "done"] as const;

type Step = (typeof steps)[number];

/** The way from a key to a working connection, with the form of the current step. */
export function ConnectSteps({ current, children }: { current: Step; children: ReactNode }) {
  const t = useTranslations("connection.steps");
  const reached = steps.indexOf(current);
  return (
    <div className="grid gap-4">
      <ol aria-label={t("label")} className="flex items-center gap-2 text-sm sm:gap-3">
        {steps.map((step, index) => (
          <li
            key={step}
            aria-current={step === current ? "step" : undefined}
            className="flex min-w-0 items-center gap-2 not-first:before:h-px not-first:before:w-4 not-first:before:bg-border sm:not-first:before:w-8"
          >
            <StepMark
              number={index + 1}
              isDone={index < reached || current === "done"}
              isCurrent={step === current}
            />
            <span className={cn("truncate", step === current ? "font-medium" : "text-muted-foreground")}>
              {t(step)}
            </span>
          </li>
        ))}
      </ol>
      {children}
    </div>
  );
}

interface StepMarkProps {
  number: number;
  isDone: boolean;
  isCurrent: boolean;
}

function StepMark({ number, isDone, isCurrent }: StepMarkProps) {
  return (
    <span
      aria-hidden
      className={cn(
        "grid size-6 shrink-0 place-items-center rounded-full border font-medium text-xs",
        isDone && "border-primary bg-primary text-primary-foreground",
        isCurrent && !isDone && "border-primary text-primary",
        !isDone && !isCurrent && "text-muted-foreground",
      )}
    >
      {isDone ? <Check className="size-3.5" strokeWidth={3} /> : number}
    </span>
  );
}
