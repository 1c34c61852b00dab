"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Card } from "#app/_ui/card.tsx";
import type { TokenView } from "#server/tokens/schemas.ts";
import { TokenRow } from "./token-row.tsx";

interface TokenListsProps {
  workspace: string;
  tokens: readonly TokenView[];
  mayManage: boolean;
}

/** The reader's own, the workspace's, and each other member's. */
export function TokenLists({ workspace, tokens, mayManage }: TokenListsProps) {
  const t = useTranslations("tokens");
  const ofMembers = tokens.filter(({ owner }) => owner !== null);
  const others = Map.groupBy(
    ofMembers.filter(({ mayRotate }) => !mayRotate),
    ({ owner }) => owner?.userId,
  );
  const list = { workspace };
  return (
    <>
      <Section
        {...list}
        title={t("mine.title")}
        text={t("mine.text")}
        none={t("mine.none")}
        tokens={ofMembers.filter(({ mayRotate }) => mayRotate)}
      />
      {mayManage && (
        <Section
          {...list}
          title={t("shared.title")}
          text={t("shared.text")}
          none={t("shared.none")}
          tokens={tokens.filter(({ owner }) => owner === null)}
        />
      )}
      {others.size > 0 && (
        <section aria-labelledby="members-tokens" className="grid gap-3">
          <Heading id="members-tokens" title={t("members.title")} text={t("members.text")} />
          {[...others.values()].map((own) => (
            <MemberTokens key={own[0]?.owner?.userId} workspace={workspace} tokens={own} />
          ))}
        </section>
      )}
    </>
  );
}

function Heading({ id, title, text }: { id: string; title: string; text: string }) {
  return (
    <div className="grid gap-1">
      <h2 id={id} className="font-semibold text-base">
        {title}
      </h2>
      <p className="max-w-prose text-pretty text-muted-foreground text-sm">{text}</p>
    </div>
  );
}

interface SectionProps {
  workspace: string;
  title: string;
  text: string;
  /** Says that there is none. */
  none: string;
  tokens: readonly TokenView[];
}

function Section({ workspace, title, text, none, tokens }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid gap-3">
      <Heading id={id} title={title} text={text} />
      {tokens.length === 0 ? (
        <p className="rounded-lg border border-dashed px-4 py-3 text-muted-foreground text-sm">{none}</p>
      ) : (
        <TokenList workspace={workspace} label={title} tokens={tokens} />
      )}
    </section>
  );
}

function MemberTokens({ workspace, tokens }: { workspace: string; tokens: readonly TokenView[] }) {
  const t = useTranslations("tokens.members");
  const owner = tokens[0]?.owner;
  const name = owner?.name ?? owner?.email ?? "";
  return (
    <div className="grid gap-1.5">
      <h3 className="flex flex-wrap items-baseline gap-x-2 font-medium text-sm">
        <span dir="auto">{name}</span>
        {owner?.name && (
          <span className="break-all font-normal text-muted-foreground text-xs">{owner.email}</span>
        )}
      </h3>
      <TokenList workspace={workspace} label={t("of", { name })} tokens={tokens} />
    </div>
  );
}

interface TokenListProps {
  workspace: string;
  label: string;
  tokens: readonly TokenView[];
}

function TokenList({ workspace, label, tokens }: TokenListProps) {
  const t = useTranslations("tokens");
  return (
    <Card className="gap-0 py-0">
      <ul aria-label={t("list", { title: label, count: tokens.length })} className="divide-y">
        {tokens.map((token) => (
          <TokenRow key={token.id} workspace={workspace} token={token} />
        ))}
      </ul>
    </Card>
  );
}
