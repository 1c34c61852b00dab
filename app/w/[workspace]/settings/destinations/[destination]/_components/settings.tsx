"use client";

import { useFormatter, useTranslations } from "next-intl";
import { KeyValue } from "#app/_components/key-value.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { DestinationView } from "#server/destinations/schemas.ts";
import { FilterSummary } from "../../../../_components/filter-fields/filter-summary.tsx";

/** What was chosen for a destination. */
export function Settings({ workspace, destination }: { workspace: string; destination: DestinationView }) {
  const t = useTranslations("destinations.console");
  const tFormat = useTranslations("destinations.format");
  const format = useFormatter();
  const { url, filter, template, ratePerSecond, concurrency, ordered, headerNames } = destination;
  const { previousSecretUntil } = destination;
  const items = [
    {
      label: t("facts_url"),
      value: (
        <span className="break-all font-mono text-xs" dir="ltr">
          {url}
        </span>
      ),
    },
    { label: t("facts_format"), value: tFormat(destination.format) },
    ...(template === null ? [] : [{ label: t("facts_template"), value: t("facts_ownTemplate") }]),
    { label: t("facts_filter"), value: <FilterSummary workspace={workspace} value={filter} /> },
    {
      label: t("facts_order"),
      value: ordered ? t("facts_ordered") : t("facts_unordered", { count: concurrency }),
    },
    {
      label: t("facts_rate"),
      value: ratePerSecond === null ? t("facts_rateAll") : t("facts_rateSome", { count: ratePerSecond }),
    },
    {
      label: t("facts_headers"),
      value: headerNames.length === 0 ? t("facts_noHeaders") : headerNames.join(", "),
    },
    ...(previousSecretUntil === null
      ? []
      : [
          {
            label: t("facts_secret"),
            value: t("facts_secretUntil", {
              time: format.dateTime(new Date(previousSecretUntil), {
                dateStyle: "medium",
                timeStyle: "short",
              }),
            }),
          },
        ]),
  ];
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("settings")}</CardTitle>
      </CardHeader>
      <CardContent>
        <KeyValue items={items} />
      </CardContent>
    </Card>
  );
}
