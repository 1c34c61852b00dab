"use client";

import { Share2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { toast } from "sonner";
import { Callout } from "#app/_components/callout.tsx";
import { CopyField } from "#app/_components/copy-button.tsx";
import { Button } from "#app/_ui/button.tsx";

const never = () => () => undefined;

/** The page's own address; empty while the server renders. */
const useAddress = () =>
  useSyncExternalStore(
    never,
    () => window.location.href,
    () => "",
  );

const useCanShare = () =>
  useSyncExternalStore(
    never,
    () => "share" in navigator,
    () => false,
  );

/** For readers on a phone, which cannot scan its own screen: hands the page to whoever holds the phone. */
export function SharePage({ name }: { name: string }) {
  const t = useTranslations("numbers.pairing.share");
  const address = useAddress();
  const canShare = useCanShare();

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
