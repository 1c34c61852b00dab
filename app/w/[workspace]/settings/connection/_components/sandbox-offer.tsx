"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { useConnect } from "./use-connect.ts";

/** Another way in than a key, where this installation has a sandbox. */
export function SandboxOffer({ workspace }: { workspace: string }) {
  const t = useTranslations("connection.sandbox");
  const trpc = useTRPC();
  const { data: options } = useSuspenseQuery(trpc.connection.options.queryOptions({ workspace }));
  const connect = useConnect(workspace, () => undefined);
  if (!options.sandboxUrl) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <CardDescription className="max-w-prose">{t("text")}</CardDescription>
      </CardHeader>
      <CardContent className="grid max-w-xl gap-4">
        <ErrorNotice error={connect.error} />
        <Button
          variant="outline"
          className="justify-self-start"
          loading={connect.isPending}
          onClick={() => connect.mutate({ workspace, sandbox: true })}
          data-testid="use-sandbox"
        >
          <FlaskConical aria-hidden />
          {t("action")}
        </Button>
      </CardContent>
    </Card>
  );
}
