"use client";

import { CircleAlert, CircleCheck, Info, LoaderCircle, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { Toaster as Sonner, type ToasterProps } from "sonner";

const themes: Record<string, ToasterProps["theme"]> = { light: "light", dark: "dark" };

/** Where `toast(…)` of sonner shows; mounted once, by the root layout. */
export function Toaster() {
  const { theme = "system" } = useTheme();
  const t = useTranslations("common");
  return (
    <Sonner
      theme={themes[theme] ?? "system"}
      position="bottom-right"
      containerAriaLabel={t("notifications")}
      gap={8}
      icons={{
        success: <CircleCheck className="size-4 text-success" />,
        error: <CircleAlert className="size-4 text-destructive" />,
        warning: <TriangleAlert className="size-4 text-warning" />,
        info: <Info className="size-4 text-info" />,
        loading: <LoaderCircle className="size-4 animate-spin text-muted-foreground" />,
      }}
      toastOptions={{
        classNames: {
          toast: "!font-sans !rounded-lg !border-border !bg-popover !text-popover-foreground !shadow-lg",
          description: "!text-muted-foreground",
          actionButton: "!bg-primary !text-primary-foreground",
          cancelButton: "!bg-secondary !text-secondary-foreground",
        },
      }}
    />
  );
}
