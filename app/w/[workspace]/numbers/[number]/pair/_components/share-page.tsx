"use client";

import { Share2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { Callout } from "#app/_components/callout.tsx";
import { CopyField } from "#app/_components/copy-button.tsx";
import { useOfBrowser } from "#app/_lib/of-browser.ts";
import { Button } from "#app/_ui/button.tsx";

/** For readers on a phone, which cannot scan its own screen: hands the page to whoever holds the phone. */
export function SharePage({ name }: { name: string }) {
  const t = useTranslations("numbers.pairing.share");
  const address = useOfBrowser(() => window.location.href, "");
  const canShare = useOfBrowser(() => "share" in navigator, false);

  async function share() {
    try {
      await navigator.share({ text: t("message", { name }), url: address });
    } catch (error) {
      // Closing the share sheet is a choice, not a failure.
      if (error instanceof DOMException && error.name === "AbortError") return;
      toast.error(t("failed"));
    }
  }

  return (
    <Callout
      tone="info"
      title={t("title")}
      className="md:hidden"
      action={
        <>
          {canShare && (
            <Button onClick={share}>
              <Share2 aria-hidden />
              {t("send")}
            </Button>
          )}
          <CopyField value={address} label={t("address")} className="w-full" />
        </>
      }
    >
      {t("text")}
    </Callout>
  );
}
