"use client";

import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useChatsAccess, useNumbers } from "./chats-context.tsx";

/** Above the list: a number that was working and is not, because its chats stand still without a sign. */
export function NumberDown() {
  const t = useTranslations("chats.down");
  const { workspace, pairing } = useChatsAccess();
  const roleNames = useRoleNames();
  const numbers = useNumbers();
  const isSomeWorking = numbers.some(({ status }) => status === "working");
  const down = numbers.filter(({ status, droppedAt }) => status !== "working" && droppedAt !== null);
  const [first] = down;
  // With none working at all the empty list says it, or the composer does.
  if (!first || !isSomeWorking) return null;
  return (
    <div
      role="status"
      className="flex items-center gap-2 border-b bg-warning-subtle px-3 py-1.5 text-xs [&>svg]:size-3.5 [&>svg]:shrink-0 [&>svg]:text-warning"
    >
      <TriangleAlert aria-hidden />
      <p className="min-w-0 flex-1">
        {t("text", { name: first.name || t("unnamed"), more: down.length - 1 })}
        {!pairing.mayManage && ` ${t("ask", { roles: roleNames(pairing.managers) })}`}
      </p>
      {pairing.mayManage && (
        <Link
          href={`/w/${workspace}/numbers/${first.id}/pair`}
          className="inline-flex min-h-6 shrink-0 items-center font-medium text-primary underline-offset-4 hover:underline"
        >
          {t("pairAgain")}
        </Link>
      )}
    </div>
  );
}
