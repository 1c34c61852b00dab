"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { DialogClose, DialogFooter } from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { domainsIn, linkRoles, maxLinkUses } from "#server/invitations/schemas.ts";
import { firstPromise, InviteFields, type InviteFormProps } from "./invite-fields.tsx";

/** Makes a link for several people. */
export function InviteByLink({
  workspace,
  role,
  onCreated,
}: InviteFormProps & { onCreated: (url: string) => void }) {
  const t = useTranslations("members.invite");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [domains, setDomains] = useState("");
  const [wrong, setWrong] = useState<string[]>([]);
  const [uses, setUses] = useState("1");
  const [isUsesWrong, setIsUsesWrong] = useState(false);
  const [promised, setPromised] = useState(firstPromise);
  const create = useMutation(
    trpc.invitations.createLink.mutationOptions({
      onSuccess: ({ url }) => onCreated(url),
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.invitations.pathKey() }),
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    const found = domainsIn(domains);
    const maxUses = Number(uses);
    const isWrong = !(Number.isInteger(maxUses) && maxUses >= 1 && maxUses <= maxLinkUses);
    setWrong(found.wrong);
    setIsUsesWrong(isWrong);
    const linkRole = linkRoles.find((known) => known === promised.role);
    if (found.wrong.length > 0 || isWrong || !linkRole || create.isPending) return;
    const allowedDomains = found.domains.length > 0 ? found.domains : null;
    create.mutate({ workspace, ...promised, role: linkRole, allowedDomains, maxUses });
  }
  return (
    <form onSubmit={submit} className="grid gap-4 pt-2" noValidate>
      <div className="grid items-start gap-4 sm:grid-cols-[1fr_8rem]">
        <Field
          label={t("domains")}
          hint={t("domainsHint")}
          error={wrong.length > 0 ? t("wrong", { addresses: wrong.join(", ") }) : undefined}
          optional
        >
          {(control) => (
            <Input
              {...control}
              value={domains}
              onChange={(event) => {
                setDomains(event.target.value);
                setWrong([]);
              }}
              placeholder={t("domainsPlaceholder")}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
            />
          )}
        </Field>
        <Field label={t("uses")} error={isUsesWrong ? t("usesWrong", { max: maxLinkUses }) : undefined}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={maxLinkUses}
              inputMode="numeric"
              value={uses}
              onChange={(event) => {
                setUses(event.target.value);
                setIsUsesWrong(false);
              }}
            />
          )}
        </Field>
      </div>
      <InviteFields
        workspace={workspace}
        value={promised}
        onChange={setPromised}
        by={role}
        roles={linkRoles}
      />
      <ErrorNotice error={create.error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={create.isPending}>
          {t("makeLink")}
        </Button>
      </DialogFooter>
    </form>
  );
}
