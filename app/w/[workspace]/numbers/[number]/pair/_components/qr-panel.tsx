"use client";

import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { Progress } from "#app/_ui/progress.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { PairingView } from "#server/numbers/view.ts";

const qrPixels = 272;

/** The code on a white quiet zone, whatever the theme, with the time until the next one. */
export function QrPanel({ name, pairing }: { name: string; pairing: PairingView }) {
  const t = useTranslations("numbers.pairing");
  return (
    <div className="grid content-start justify-items-center gap-3">
      <div className="rounded-lg border bg-white p-4">
        {pairing.qrPng ? (
          // biome-ignore lint/performance/noImgElement: a data address has nothing for next/image to optimise
          <img
            src={`data:image/png;base64,${pairing.qrPng}`}
            alt={t("qrAlt", { name })}
            width={qrPixels}
            height={qrPixels}
            className="block size-68 max-w-full [image-rendering:pixelated]"
            data-testid="pairing-qr"
          />
        ) : (
          <Skeleton className="size-68 bg-black/8" />
        )}
      </div>
      <Countdown pairing={pairing} />
    </div>
  );
}

const tickMs = 1_000;

function subscribeToSeconds(onTick: () => void): () => void {
  const timer = setInterval(onTick, tickMs);
  return () => clearInterval(timer);
}

/** The time in whole seconds; null while the server renders, whose clock is not the reader's. */
function useSeconds(): number | null {
  return useSyncExternalStore(
    subscribeToSeconds,
    () => Math.floor(Date.now() / tickMs),
    () => null,
  );
}

/** Seconds until we look for a new code. Not in a live region: it would talk all the time. */
function Countdown({ pairing }: { pairing: PairingView }) {
  const t = useTranslations("numbers.pairing");
  const now = useSeconds();
  const { qrFetchedAt, nextFetchAt } = pairing;
  if (now === null || !qrFetchedAt || !nextFetchAt) {
    return <CountdownLine text={t("preparing")} share={null} />;
  }
  const period = Math.max(1, Math.round((Date.parse(nextFetchAt) - Date.parse(qrFetchedAt)) / tickMs));
  const left = Math.min(period, Math.ceil(Date.parse(nextFetchAt) / tickMs) - now);
  return left > 0 ? (
    <CountdownLine text={t("renewsIn", { seconds: left })} share={left / period} />
  ) : (
    <CountdownLine text={t("renewing")} share={0} />
  );
}

function CountdownLine({ text, share }: { text: string; share: number | null }) {
  return (
    <div className="grid w-full gap-1.5 text-center text-muted-foreground text-xs">
      <Progress aria-label={text} value={share === null ? null : Math.round(share * 100)} />
      <span aria-hidden>{text}</span>
    </div>
  );
}
