"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import * as DialogPrimitive from "radix-ui/dialog";
import type { ComponentProps } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { overlayClasses } from "./dialog.tsx";

export const Sheet = DialogPrimitive.Root;
export const SheetTrigger = DialogPrimitive.Trigger;

const sides = {
  start:
    "start-0 w-72 border-e data-[state=closed]:slide-out-to-left data-[state=open]:slide-in-from-left rtl:data-[state=closed]:slide-out-to-right rtl:data-[state=open]:slide-in-from-right",
  end: "end-0 w-full border-s data-[state=closed]:slide-out-to-right data-[state=open]:slide-in-from-right sm:max-w-xl rtl:data-[state=closed]:slide-out-to-left rtl:data-[state=open]:slide-in-from-left",
};

interface SheetContentProps extends ComponentProps<typeof DialogPrimitive.Content> {
  side?: keyof typeof sides;
}

/** A panel that slides in from the start or the end of the line. */
export function SheetContent({ side = "end", className, children, ...props }: SheetContentProps) {
  const t = useTranslations("common");
  return (
    <DialogPrimitive.Portal>
      <DialogPrimitive.Overlay data-slot="sheet-overlay" className={overlayClasses} />
      <DialogPrimitive.Content
        data-slot="sheet-content"
        className={cn(
          "fixed inset-y-0 z-50 flex max-w-[calc(100vw-2.5rem)] flex-col bg-popover text-popover-foreground shadow-xl duration-200 ease-out data-[state=closed]:animate-out data-[state=open]:animate-in sm:max-w-none",
          sides[side],
          className,
        )}
        {...props}
      >
        {children}
        <DialogPrimitive.Close asChild>
          <Button variant="ghost" size="icon-sm" aria-label={t("close")} className="absolute end-3 top-3">
            <X />
          </Button>
        </DialogPrimitive.Close>
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}

export function SheetTitle({ className, ...props }: ComponentProps<typeof DialogPrimitive.Title>) {
  return (
    <DialogPrimitive.Title
      data-slot="sheet-title"
      className={cn("font-semibold text-base leading-6", className)}
      {...props}
    />
  );
}

export function SheetDescription({
  className,
  ...props
}: ComponentProps<typeof DialogPrimitive.Description>) {
  return (
    <DialogPrimitive.Description
      data-slot="sheet-description"
      className={cn("text-muted-foreground text-sm", className)}
      {...props}
    />
  );
}
