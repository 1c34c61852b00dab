"use client";

import { Check, Copy, Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, useEffect, useState } from "react";
import { toast } from "sonner";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Input } from "#app/_ui/input.tsx";

const confirmationMs = 2_000;

interface CopyButtonProps extends Omit<ComponentProps<typeof Button>, "value" | "onClick" | "children"> {
  value: string;
  /** Says what is copied, "Copy address" say; "Copy" without it. */
  label?: string;
}

export function CopyButton({ value, label, variant = "ghost", size = "icon-sm", ...props }: CopyButtonProps) {
  const t = useTranslations("common");
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), confirmationMs);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // Without https, or without the permission, there is no clipboard.
      toast.error(t("copyFailed"));
    }
  }

  const name = label ?? t("copy");
  return (
    <>
      <Button variant={variant} size={size} aria-label={name} title={name} onClick={copy} {...props}>
        {copied ? <Check className="text-success" aria-hidden /> : <Copy aria-hidden />}
      </Button>
      <span role="status" className="sr-only">
        {copied ? t("copied") : ""}
      </span>
    </>
  );
}

interface CopyFieldProps {
  value: string;
  /** Names the field for assistive technology, and the copy button. */
  label: string;
  /** Starts hidden, with a button that shows it. */
  secret?: boolean;
  id?: string;
  className?: string;
}

/** A value to take elsewhere: an address, or a secret that is shown on request. */
export function CopyField({ value, label, secret = false, id, className }: CopyFieldProps) {
  const t = useTranslations("common");
  const [hidden, setHidden] = useState(secret);
  return (
    <div data-slot="copy-field" className={cn("flex items-center gap-1", className)}>
      <Input
        id={id}
        readOnly
        type={hidden ? "password" : "text"}
        value={value}
        aria-label={id ? undefined : label}
        autoComplete="off"
        spellCheck={false}
        onFocus={(event) => event.currentTarget.select()}
        className="border-border bg-muted font-mono text-xs md:text-xs"
      />
      {secret && (
        <Button
          variant="ghost"
          size="icon"
          aria-label={hidden ? t("showSecret") : t("hideSecret")}
          aria-pressed={!hidden}
          onClick={() => setHidden(!hidden)}
        >
          {hidden ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
        </Button>
      )}
      <CopyButton value={value} label={`${t("copy")}: ${label}`} size="icon" variant="outline" />
    </div>
  );
}
