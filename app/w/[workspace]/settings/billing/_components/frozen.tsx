"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Snowflake } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Label } from "#app/_ui/label.tsx";
import type { FreezableLimit, FrozenItem, FrozenView } from "#server/plans/schemas.ts";

interface FrozenProps {
  workspace: string;
  mayManage: boolean;
}

/** What the plan has no room for, by kind, with the choice of what stays. Nothing is shown while all fits. */
export function Frozen({ workspace, mayManage }: FrozenProps) {
  const t = useTranslations("billing.frozen");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.billing.frozen.queryOptions({ workspace }));
  const kinds = (Object.entries(data ?? {}) as [FreezableLimit, FrozenView[FreezableLimit]][]).filter(
    ([, { items }]) => items.some(({ frozen }) => frozen),
  );
  if (kinds.length === 0) return null;
  return (
    <section aria-label={t("title")} className="grid gap-4" data-testid="frozen">
      {kinds.map(([limit, { limit: value, items }]) => (
        // What was saved is the new starting point of the choice.
        <Choice
          key={`${limit} ${value} ${items.map(({ id, frozen }) => (frozen ? "" : id)).join()}`}
          {...{ workspace, mayManage, limit, value, items }}
        />
      ))}
    </section>
  );
}

interface ChoiceProps extends FrozenProps {
  limit: FreezableLimit;
  /** How many have room. */
  value: number;
  items: readonly FrozenItem[];
}

function Choice({ workspace, mayManage, limit, value, items }: ChoiceProps) {
  const t = useTranslations("billing.frozen");
  const names = useTranslations("billing.limits");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onError = useErrorToast();
  const [chosen, setChosen] = useState(
    () => new Set(items.filter(({ frozen }) => !frozen).map(({ id }) => id)),
  );
  const choose = useMutation(
    trpc.billing.choose.mutationOptions({
      onSuccess: (fresh) => {
        queryClient.setQueryData(trpc.billing.frozen.queryOptions({ workspace }).queryKey, fresh);
        toast.success(t("saved"));
      },
      onError,
    }),
  );
  const isChanged = items.some(({ id, frozen }) => chosen.has(id) === frozen);
  const toggle = (id: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle className="flex items-center gap-2 text-base">
          <Snowflake className="size-4 text-info" aria-hidden />
          {t("title")}: {names(limit)}
        </CardTitle>
        <CardDescription>
          {t("text", { value, total: items.length, limit })} {!mayManage && t("mayPay")}
        </CardDescription>
      </CardHeader>
      <CardContent>
        <ul className="grid max-h-80 gap-1 overflow-y-auto">
          {items.map((item) => (
            <Item
              key={item.id}
              item={item}
              isChosen={chosen.has(item.id)}
              isLocked={!mayManage || item.mustStay || (!chosen.has(item.id) && chosen.size >= value)}
              onToggle={toggle}
            />
          ))}
        </ul>
      </CardContent>
      {mayManage && (
        <CardFooter className="border-t">
          <p className="text-muted-foreground text-sm">{t("chosen", { count: chosen.size, value })}</p>
          <Button
            className="ms-auto"
            variant={isChanged ? "default" : "outline"}
            disabled={chosen.size > value}
            loading={choose.isPending}
            onClick={() => choose.mutate({ workspace, limit, ids: [...chosen] })}
          >
            {t("save")}
          </Button>
        </CardFooter>
      )}
    </Card>
  );
}

interface ItemProps {
  item: FrozenItem;
  isChosen: boolean;
  isLocked: boolean;
  onToggle: (id: string, isChosen: boolean) => void;
}

function Item({ item: { id, name, frozen }, isChosen, isLocked, onToggle }: ItemProps) {
  const t = useTranslations("billing.frozen");
  return (
    <li data-testid="frozen-item" data-frozen={frozen} className="min-w-0">
      <Label className="flex min-h-8 min-w-0 items-center gap-2 font-normal">
        <Checkbox
          aria-label={t("keep", { name })}
          checked={isChosen}
          disabled={isLocked}
          onCheckedChange={(checked) => onToggle(id, checked === true)}
        />
        <bdi className="min-w-0 truncate">{name}</bdi>
        {frozen && <Badge tone="info">{t("frozenMark")}</Badge>}
      </Label>
    </li>
  );
}
