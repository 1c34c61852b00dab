import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

const alertVariants = cva(
  "grid w-full gap-x-3 gap-y-1 rounded-lg border px-4 py-3 text-sm has-[>svg]:grid-cols-[1rem_1fr] has-[>svg]:[&>:not(svg)]:col-start-2 [&>svg]:mt-0.5 [&>svg]:size-4",
  {
    variants: {
      tone: {
        neutral: "bg-muted/60 [&>svg]:text-muted-foreground",
        info: "border-info/25 bg-info-subtle [&>svg]:text-info",
        success: "border-success/25 bg-success-subtle [&>svg]:text-success",
        warning: "border-warning/30 bg-warning-subtle [&>svg]:text-warning",
        danger: "border-destructive/30 bg-destructive-subtle [&>svg]:text-destructive",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export type AlertTone = NonNullable<VariantProps<typeof alertVariants>["tone"]>;

type AlertProps = ComponentProps<"div"> & { tone?: AlertTone };

/** The frame of a notice. Give it `role="alert"` only when it appears because of something the person just did. */
export function Alert({ className, tone, ...props }: AlertProps) {
  return <div data-slot="alert" className={cn(alertVariants({ tone }), className)} {...props} />;
}

export function AlertTitle({ className, ...props }: ComponentProps<"p">) {
  return <p data-slot="alert-title" className={cn("font-medium", className)} {...props} />;
}

export function AlertDescription({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      data-slot="alert-description"
      className={cn("text-pretty text-foreground/80 [&_a]:underline", className)}
      {...props}
    />
  );
}
