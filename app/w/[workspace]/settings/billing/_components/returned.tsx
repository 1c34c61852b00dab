"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useState } from "react";
import { Callout } from "#app/_components/callout.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";

type News = { tone: "success" | "info" | "warning"; text: string };

/**
 * Greets whoever comes back from Stripe. What Stripe's page says in the address is asked of Stripe, because it may be
 * older than an event, or pasted.
 */
export function Returned({ workspace }: { workspace: string }) {
  const t = useTranslations("billing");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const pathname = usePathname();
  const search = useSearchParams();
  const errorText = useErrorText();
  const [news, setNews] = useState<News | null>(null);
  const [from] = useState(() => ({
    session: search.get("session_id"),
    portal: search.get("from") === "portal",
    left: search.get("checkout") === "left",
  }));
  const settled = {
    onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.billing.pathKey() }),
    onError: (error: unknown) => setNews({ tone: "warning", text: errorText(error).text }),
  };
  const confirm = useMutation(
    trpc.billing.confirm.mutationOptions({
      ...settled,
      onSuccess: ({ outcome, plan }) =>
        setNews(
          outcome === "paid" && isNamed(plan)
            ? { tone: "success", text: t("returned.paid", { plan: t(`plans.${plan}`) }) }
            : { tone: "info", text: t("returned.open") },
        ),
    }),
  );
  const refresh = useMutation(
    trpc.billing.refresh.mutationOptions({
      ...settled,
      onSuccess: () => setNews({ tone: "info", text: t("returned.portal") }),
    }),
  );
  const arrive = useEffectEvent(() => {
    if (from.session) confirm.mutate({ workspace, checkout: from.session });
    else if (from.portal) refresh.mutate({ workspace });
    else if (from.left) setNews({ tone: "info", text: t("returned.left") });
    else return;
    // A reload asks no second time.
    router.replace(pathname as never, { scroll: false });
  });
  useEffect(() => arrive(), []);
  return (
    <div role="status" data-testid="returned" className={news ? undefined : "sr-only"}>
      {news && <Callout tone={news.tone}>{news.text}</Callout>}
    </div>
  );
}

const named = ["free", "starter", "pro", "business"] as const;
const isNamed = (plan: string | null): plan is (typeof named)[number] =>
  named.some((known) => known === plan);
