"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyField } from "#app/_components/copy-button.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { DestinationEntries } from "../entries.ts";
import { signatureOf } from "../snippets.ts";
import { SendTest } from "./send-test.tsx";
import { Snippets } from "./snippets.tsx";

interface CreatedProps {
  workspace: string;
  id: string;
  secret: string;
  entries: DestinationEntries;
  above: ReactNode;
}

/** What to do with a destination that was just made: keep its secret, check signatures, try it. */
export function Created({ workspace, id, secret, entries: { name, format }, above }: CreatedProps) {
  const t = useTranslations("destinations");
  const kind = signatureOf(format);
  return (
    <>
      <PageHeader
        above={above}
        title={t("created.title", { name: name.trim() })}
        description={kind === null ? t("created.textChat") : t("created.text")}
        actions={
          <Button asChild>
            <Link href={`/w/${workspace}/settings/destinations/${id}`}>{t("created.open")}</Link>
          </Button>
        }
      />
      {kind !== null && (
        <Card>
          <CardHeader>
            <CardTitle>{t("secret.label")}</CardTitle>
          </CardHeader>
          <CardContent className="grid gap-1.5" data-testid="destination-secret">
            <CopyField label={t("secret.label")} value={secret} secret />
            <p className="text-muted-foreground text-xs">{t("secret.hint")}</p>
          </CardContent>
        </Card>
      )}
      <Card>
        <CardContent>
          <SendTest workspace={workspace} destinationId={id} />
        </CardContent>
      </Card>
      {kind !== null && (
        <Card>
          <CardContent>
            <Snippets kind={kind} secret={secret} />
          </CardContent>
        </Card>
      )}
    </>
  );
}
