"use client";

import { ListFilter } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { CopyButton } from "#app/_components/copy-button.tsx";
import { KeyValue } from "#app/_components/key-value.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Sheet, SheetContent, SheetDescription, SheetTitle } from "#app/_ui/sheet.tsx";
import type { AuditView } from "#server/audit/schemas.ts";
import type { FilterParams } from "../search-params.ts";
import { EntryDetails } from "./entry-details.tsx";
import { RefusedBadge } from "./entry-row.tsx";
import { useEntryWords } from "./use-entry-words.ts";

interface EntrySheetProps {
  entry: AuditView | null;
  onClose: () => void;
  onFilter: (filter: Partial<FilterParams>) => void;
}

/** Everything that is known of one entry. */
export function EntrySheet({ entry, onClose, onFilter }: EntrySheetProps) {
  return (
    <Sheet open={entry !== null} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <SheetContent data-testid="audit-detail">
        {entry && <EntryContent entry={entry} onFilter={onFilter} />}
      </SheetContent>
    </Sheet>
  );
}

function EntryContent({ entry, onFilter }: { entry: AuditView } & Pick<EntrySheetProps, "onFilter">) {
  const format = useFormatter();
  const { what, why } = useEntryWords();
  const reason = why(entry);
  return (
    <div className="grid gap-5 overflow-y-auto overscroll-contain p-4 sm:p-6">
      <header className="grid gap-1 pe-8">
        <SheetTitle>{what(entry)}</SheetTitle>
        <SheetDescription>
          {format.dateTime(new Date(entry.at), { dateStyle: "full", timeStyle: "long" })}
        </SheetDescription>
        {entry.outcome === "refused" && (
          <div className="mt-1 grid gap-1.5">
            <RefusedBadge />
            {reason && <p className="text-pretty text-sm">{reason}</p>}
          </div>
        )}
      </header>
      <Facts entry={entry} onFilter={onFilter} />
      <EntryDetails details={entry.details} isRefusal={entry.outcome === "refused"} />
      <Chain entry={entry} />
    </div>
  );
}

function Facts({ entry, onFilter }: { entry: AuditView } & Pick<EntrySheetProps, "onFilter">) {
  const t = useTranslations("audit");
  const { who } = useEntryWords();
  const { actor, target, ip, action } = entry;
  return (
    <KeyValue
      items={[
        {
          label: t("detail.actor"),
          value: (
            <Linked label={t("detail.onlyActor")} onClick={() => onFilter({ actor: actor.id ?? actor.kind })}>
              <span dir="auto">{who(actor)}</span>
              <span className="block text-muted-foreground text-xs">{t(`actor.kind.${actor.kind}`)}</span>
              {actor.id && <Mono>{actor.id}</Mono>}
            </Linked>
          ),
        },
        { label: t("detail.ip"), value: ip === null ? t("detail.noIp") : <Mono>{ip}</Mono> },
        { label: t("detail.action"), value: <Mono>{action}</Mono> },
        ...(target === null
          ? []
          : [
              {
                label: t("detail.target"),
                value: (
                  <Linked label={t("detail.onlyTarget")} onClick={() => onFilter({ target: target.id })}>
                    {target.name && <span dir="auto">{target.name}</span>}
                    <Mono>{target.id}</Mono>
                  </Linked>
                ),
              },
            ]),
      ]}
    />
  );
}

/** A fact with a button that filters the log by it. */
function Linked({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <div className="flex items-start justify-between gap-2">
      <div className="grid min-w-0 gap-0.5">{children}</div>
      <Button variant="ghost" size="icon-sm" aria-label={label} title={label} onClick={onClick}>
        <ListFilter aria-hidden />
      </Button>
    </div>
  );
}

const Mono = ({ children }: { children: string }) => (
  <code className="break-all font-mono text-muted-foreground text-xs">{children}</code>
);

function Chain({ entry: { seq, hash, prevHash } }: { entry: AuditView }) {
  const t = useTranslations("audit.detail");
  const hashed = (value: string) => (
    <div className="flex items-start justify-between gap-2">
      <Mono>{value}</Mono>
      <CopyButton value={value} />
    </div>
  );
  return (
    <section aria-labelledby="audit-chain" className="grid gap-1">
      <h3 id="audit-chain" className="font-medium text-sm">
        {t("chain")}
      </h3>
      <KeyValue
        items={[
          { label: t("position"), value: t("entry", { seq }) },
          { label: t("hash"), value: hashed(hash) },
          { label: t("prevHash"), value: hashed(prevHash) },
        ]}
      />
    </section>
  );
}
