"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { TokenScope } from "#server/members/roles.ts";
import { CreateToken } from "./create-token.tsx";
import { TokenLists } from "./token-lists.tsx";

interface TokensScreenProps {
  workspace: string;
  mayManage: boolean;
  /** What the reader's role allows, and so their tokens. */
  scopes: readonly TokenScope[];
  callsPerMinute: number;
}

export function TokensScreen({ workspace, mayManage, scopes, callsPerMinute }: TokensScreenProps) {
  const t = useTranslations("tokens");
  const trpc = useTRPC();
  const { data: tokens } = useSuspenseQuery(trpc.tokens.list.queryOptions({ workspace }));
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<CreateToken workspace={workspace} mayManage={mayManage} scopes={scopes} />}
      />
      {tokens.length === 0 ? (
        <EmptyState
          icon={<KeyRound />}
          title={t("empty.title")}
          text={mayManage ? t("empty.textManager") : t("empty.text")}
        />
      ) : (
        <TokenLists workspace={workspace} tokens={tokens} mayManage={mayManage} />
      )}
      <p className="text-muted-foreground text-xs">{t("share", { count: callsPerMinute })}</p>
    </>
  );
}
