"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { Callout } from "#app/_components/callout.tsx";
import { CopyButton } from "#app/_components/copy-button.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#app/_ui/tabs.tsx";
import type { EventDetail } from "#server/inbox/schemas.ts";
import { CodeBox } from "../../_components/code-box.tsx";
import { HeaderTable } from "../../_components/header-table.tsx";

type BodyOfEvent = Pick<EventDetail, "text" | "base64" | "pretty" | "truncated" | "headers" | "sizeBytes">;

/** The payload laid out, the payload as it came, and the headers it came with. */
export function EventBody({ event }: { event: BodyOfEvent }) {
  const t = useTranslations("inbox.body");
  const raw = event.text ?? event.base64 ?? "";
  return (
    <Tabs defaultValue={event.pretty === null ? "raw" : "pretty"}>
      <TabsList>
        {event.pretty !== null && <TabsTrigger value="pretty">{t("pretty")}</TabsTrigger>}
        <TabsTrigger value="raw">{t("raw")}</TabsTrigger>
        <TabsTrigger value="headers">
          {t("headers", { count: Object.keys(event.headers).length })}
        </TabsTrigger>
      </TabsList>
      {event.pretty !== null && (
        <TabsContent value="pretty">
          <Code text={event.pretty} label={t("pretty")} />
        </TabsContent>
      )}
      <TabsContent value="raw" className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {event.base64 !== null && <Callout tone="info">{t("binary")}</Callout>}
        {event.truncated && <Callout tone="info">{t("truncated", { count: event.sizeBytes })}</Callout>}
        {raw === "" ? (
          <p className="py-4 text-muted-foreground text-sm">{t("empty")}</p>
        ) : (
          <Code text={raw} label={t("raw")} testId="event-raw" wrap />
        )}
      </TabsContent>
      <TabsContent value="headers">
        <HeaderTable headers={event.headers} />
      </TabsContent>
    </Tabs>
  );
}

function Code(box: Omit<ComponentProps<typeof CodeBox>, "className">) {
  const t = useTranslations("inbox.body");
  return (
    <div className="relative">
      <CodeBox {...box} className="pe-11" />
      <CopyButton value={box.text} label={t("copy")} variant="outline" className="absolute end-2 top-2" />
    </div>
  );
}
