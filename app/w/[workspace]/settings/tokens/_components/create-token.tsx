"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import type { TokenScope } from "#server/members/roles.ts";
import { tokenLimits } from "#server/tokens/schemas.ts";
import { type Expiry, ExpiryField } from "./expiry-field.tsx";
import { KindFields, type TokenKind } from "./kind-fields.tsx";
import { ScopeFields } from "./scope-fields.tsx";
import { keepOpen, ShownTokenPanel } from "./shown-token.tsx";

interface CreateTokenProps {
  workspace: string;
  mayManage: boolean;
  scopes: readonly TokenScope[];
}

type Created = { token: string; name: string; scopes: TokenScope[] };

export function CreateToken(props: CreateTokenProps) {
  const t = useTranslations("tokens");
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<Created | null>(null);
  function change(isOpen: boolean) {
    setOpen(isOpen);
    setCreated(null);
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button data-testid="create-token">
          <Plus aria-hidden />
          {t("new")}
        </Button>
      </DialogTrigger>
      <DialogContent className="max-w-lg outline-none" {...keepOpen(created !== null)}>
        {created ? (
          <ShownTokenPanel
            title={t("shown.created", { name: created.name })}
            workspace={props.workspace}
            token={created.token}
            scopes={created.scopes}
          />
        ) : (
          <CreateForm {...props} onCreated={setCreated} />
        )}
      </DialogContent>
    </Dialog>
  );
}

/** Both kinds are made from the same form. */
function useCreate(kind: TokenKind, onCreated: (created: Created) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = {
    onSuccess: ({ token }: { token: string }, { name, scopes }: { name: string; scopes: TokenScope[] }) =>
      onCreated({ token, name, scopes }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.tokens.pathKey() }),
  };
  const own = useMutation(trpc.tokens.create.mutationOptions(options));
  const shared = useMutation(trpc.tokens.createForWorkspace.mutationOptions(options));
  return kind === "member" ? own : shared;
}

function CreateForm({
  workspace,
  mayManage,
  scopes: offered,
  onCreated,
}: CreateTokenProps & { onCreated: (created: Created) => void }) {
  const t = useTranslations("tokens.create");
  const tCommon = useTranslations("common");
  const [name, setName] = useState("");
  const [kind, setKind] = useState<TokenKind>("member");
  const [scopes, setScopes] = useState<TokenScope[]>([]);
  const [expiresInDays, setExpiresInDays] = useState<Expiry>(90);
  const [wasTried, setWasTried] = useState(false);
  const nameInput = useRef<HTMLInputElement>(null);
  const create = useCreate(kind, onCreated);
  const isNameMissing = name.trim() === "";
  function submit(event: FormEvent) {
    event.preventDefault();
    setWasTried(true);
    if (isNameMissing) nameInput.current?.focus();
    if (isNameMissing || scopes.length === 0 || create.isPending) return;
    create.mutate({ workspace, name: name.trim(), scopes, expiresInDays });
  }
  return (
    <form onSubmit={submit} className="grid min-w-0 gap-4" noValidate>
      <DialogHeader>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t("text")}</DialogDescription>
      </DialogHeader>
      <Field label={t("name")} error={wasTried && isNameMissing ? t("nameMissing") : undefined}>
        {(control) => (
          <Input
            {...control}
            ref={nameInput}
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={tokenLimits.nameLength}
            placeholder={t("placeholder")}
            autoComplete="off"
            dir="auto"
          />
        )}
      </Field>
      {mayManage && <KindFields value={kind} onChange={setKind} />}
      <ScopeFields
        offered={offered}
        value={scopes}
        onChange={setScopes}
        error={wasTried && scopes.length === 0 ? t("scopesMissing") : undefined}
      />
      <ExpiryField label={t("expiry")} value={expiresInDays} onChange={setExpiresInDays} />
      <ErrorNotice error={create.error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={create.isPending}>
          {t("submit")}
        </Button>
      </DialogFooter>
    </form>
  );
}
