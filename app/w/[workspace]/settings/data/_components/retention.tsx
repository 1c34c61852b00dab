"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { type ClockName, type Retention as Kept, retentionSchema } from "#server/data/schemas.ts";
import { RoleNote } from "../../../_components/role-note.tsx";
import type { Access } from "../../../_lib/access.ts";
import { KeptDays } from "./kept-days.tsx";
import { ReviewRetention } from "./review-retention.tsx";

interface RetentionProps {
  workspace: string;
  access: Access;
}

const clocks = ["events", "messages", "audit"] as const satisfies readonly ClockName[];

/** How long each kind of record is kept. What a change takes away is shown before it is saved. */
export function Retention({ workspace, access }: RetentionProps) {
  const t = useTranslations("data.retention");
  const reasonText = useReasonText();
  const trpc = useTRPC();
  const { data: saved } = useSuspenseQuery(trpc.data.retention.queryOptions({ workspace }));
  const { data: room } = useQuery(trpc.billing.room.queryOptions({ workspace }));
  const [edited, setEdited] = useState<Partial<Kept>>({});
  const [complaints, setComplaints] = useState<Partial<Record<ClockName, string>>>({});
  const [review, setReview] = useState<Kept | null>(null);
  const wanted = { ...saved, ...edited };
  const isChanged = clocks.some((clock) => wanted[clock] !== saved[clock]);

  function edit(clock: ClockName, days: number | null) {
    setEdited({ ...edited, [clock]: days });
    setComplaints({});
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const input = retentionSchema.safeParse(wanted);
    if (input.success) return setReview(input.data);
    const causes = input.error.issues.map(({ path, message }) => [path[0], reasonText(message) ?? message]);
    setComplaints(Object.fromEntries(causes));
  }

  return (
    <form onSubmit={submit} noValidate>
      <Card className={access.mayManage ? "pb-0" : ""}>
        <CardHeader>
          <CardTitle>{t("title")}</CardTitle>
          <CardDescription>{t("text")}</CardDescription>
        </CardHeader>
        <CardContent className="grid gap-4">
          {!access.mayManage && (
            <RoleNote roles={access.managers} text={(roles) => t("readOnly", { roles })} />
          )}
          {clocks.map((clock) => (
            <KeptDays
              key={clock}
              clock={clock}
              days={wanted[clock]}
              planDays={clock === "messages" ? null : (room?.days[clock] ?? null)}
              disabled={!access.mayManage}
              error={complaints[clock]}
              onChange={(days) => edit(clock, days)}
            />
          ))}
        </CardContent>
        {access.mayManage && (
          <CardFooter className="border-t py-3">
            <Button type="submit" disabled={!isChanged}>
              {t("review")}
            </Button>
          </CardFooter>
        )}
      </Card>
      <ReviewRetention
        workspace={workspace}
        before={saved}
        after={review}
        onClose={() => setReview(null)}
        onSaved={() => setEdited({})}
      />
    </form>
  );
}
