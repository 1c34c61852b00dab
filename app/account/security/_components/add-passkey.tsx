"use client";

import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  startRegistration,
} from "@simplewebauthn/browser";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { usePasskeyTrouble } from "#app/_lib/auth/use-passkey-trouble.ts";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useTRPC, useTRPCClient } from "#app/_lib/trpc/client.tsx";
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
import type { NewFactor } from "#server/account/schemas.ts";
import { FactorAdded } from "./factor-added.tsx";
import { PasskeyName } from "./passkey-name.tsx";
import { useFactorsChanged } from "./use-factors-changed.ts";

export function AddPasskey() {
  const t = useTranslations("security.passkeys");
  const [open, setOpen] = useState(false);
  const [added, setAdded] = useState<NewFactor | null>(null);
  function change(isOpen: boolean) {
    setOpen(isOpen);
    setAdded(null);
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button size="sm" data-testid="add-passkey">
          <Plus aria-hidden />
          {t("add")}
        </Button>
      </DialogTrigger>
      {/* Recovery codes are shown only once: a click beside the dialog must not lose them. */}
      <DialogContent
        className="outline-none"
        onInteractOutside={(event) => added?.recoveryCodes && event.preventDefault()}
      >
        {added ? (
          <FactorAdded title={t("doneTitle")} text={t("doneText")} added={added} />
        ) : (
          <AddForm onAdded={setAdded} />
        )}
      </DialogContent>
    </Dialog>
  );
}

/** What this browser is called in the list of sessions, as a first name for its passkey. */
function useOwnDeviceName(): string {
  const trpc = useTRPC();
  const { data: sessions = [] } = useQuery(trpc.account.sessions.queryOptions());
  const own = sessions.find(({ isCurrent }) => isCurrent);
  return [own?.browser, own?.os].filter(Boolean).join(", ");
}

function AddForm({ onAdded }: { onAdded: (added: NewFactor) => void }) {
  const t = useTranslations("security.passkeys");
  const tCommon = useTranslations("common");
  const client = useTRPCClient();
  const errorText = useErrorText();
  const passkeyTrouble = usePasskeyTrouble();
  const changed = useFactorsChanged();
  const [name, setName] = useState(useOwnDeviceName());
  const add = useMutation({
    async mutationFn(chosen: string) {
      const options = await client.account.newPasskey.mutate();
      const response = await startRegistration({
        optionsJSON: options as PublicKeyCredentialCreationOptionsJSON,
      });
      return client.account.addPasskey.mutate({ name: chosen, response });
    },
    onSuccess(result) {
      onAdded(result);
      changed();
    },
  });
  const [isUnsupported, setIsUnsupported] = useState(false);
  function submit(event: FormEvent) {
    event.preventDefault();
    setIsUnsupported(!browserSupportsWebAuthn());
    if (browserSupportsWebAuthn() && !add.isPending) add.mutate(name);
  }
  const trouble = add.error ? (passkeyTrouble(add.error) ?? errorText(add.error).text) : undefined;
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <DialogHeader>
        <DialogTitle>{t("addTitle")}</DialogTitle>
        <DialogDescription>{t("addText")}</DialogDescription>
      </DialogHeader>
      <PasskeyName value={name} onChange={setName} error={isUnsupported ? t("unsupported") : trouble} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={add.isPending}>
          {t("addSubmit")}
        </Button>
      </DialogFooter>
    </form>
  );
}
