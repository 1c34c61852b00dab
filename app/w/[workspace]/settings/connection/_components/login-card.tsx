"use client";

import { useMutation } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Label } from "#app/_ui/label.tsx";
import type { ConnectionView } from "#server/connections/view.ts";
import { useShowConnection } from "./use-connect.ts";

interface LoginCardProps {
  workspace: string;
  connection: ConnectionView;
}

/** Takes a person's login at MoltFlow, which alone opens the stream that shows a scan at once. */
export function LoginCard({ workspace, connection: { loginUntil } }: LoginCardProps) {
  const t = useTranslations("connection.login");
  const trpc = useTRPC();
  const format = useFormatter();
  const show = useShowConnection(workspace);
  const id = useId();
  const [token, setToken] = useState("");
  const set = useMutation(
    trpc.connection.setLogin.mutationOptions({
      onSuccess: (connection, { token: kept }) => {
        if (connection) show(connection);
        setToken("");
        toast.success(kept === null ? t("forgotten") : t("saved"));
      },
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    set.mutate({ workspace, token });
  }
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <CardDescription>{t("text")}</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-3">
        <ErrorNotice error={set.error} />
        {loginUntil ? (
          <div className="flex flex-wrap items-center justify-between gap-3 text-sm">
            {t("until", {
              time: format.dateTime(new Date(loginUntil), { dateStyle: "medium", timeStyle: "short" }),
            })}
            <Button
              variant="outline"
              size="sm"
              loading={set.isPending}
              onClick={() => set.mutate({ workspace, token: null })}
            >
              {t("forget")}
            </Button>
          </div>
        ) : (
          <form onSubmit={submit} className="grid gap-1.5">
            <Label htmlFor={id}>{t("label")}</Label>
            <div className="flex gap-2">
              <Input
                id={id}
                type="password"
                autoComplete="off"
                value={token}
                aria-describedby={`${id}-hint`}
                onChange={(event) => setToken(event.target.value)}
              />
              <Button type="submit" variant="outline" loading={set.isPending} disabled={token.trim() === ""}>
                {t("save")}
              </Button>
            </div>
            <p id={`${id}-hint`} className="text-muted-foreground text-xs">
              {t("hint")}
            </p>
          </form>
        )}
      </CardContent>
    </Card>
  );
}
