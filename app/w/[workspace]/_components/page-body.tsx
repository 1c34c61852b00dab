import type { ComponentProps } from "react";
import { cn } from "#app/_ui/cn.ts";

/** The column that a page's content stands in. */
export function PageBody({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("mx-auto grid w-full max-w-4xl gap-6 p-4 sm:p-6", className)} {...props} />;
}
