"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
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
} from "#app/_ui/dialog.tsx";
import type { PasskeyView } from "#server/account/schemas.ts";
import { PasskeyName } from "./passkey-name.tsx";
import { useFactorsChanged } from "./use-factors-changed.ts";

interface RenamePasskeyProps {
  passkey: PasskeyView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RenamePasskey({ open, onOpenChange, passkey }: RenamePasskeyProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="outline-none">
        <RenameForm passkey={passkey} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

function RenameForm({ passkey, onDone }: { passkey: PasskeyView; onDone: () => void }) {
  const t = useTranslations("security.passkeys");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const changed = useFactorsChanged();
  const [name, setName] = useState(passkey.name);
  const rename = useMutation(
    trpc.account.renamePasskey.mutationOptions({
      onSuccess() {
        changed();
        onDone();
      },
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!rename.isPending) rename.mutate({ passkeyId: passkey.id, name });
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <DialogHeader>
        <DialogTitle>{t("renameTitle")}</DialogTitle>
        <DialogDescription>{t("nameHint")}</DialogDescription>
      </DialogHeader>
      <PasskeyName
        value={name}
        onChange={setName}
        error={rename.error ? errorText(rename.error).text : undefined}
      />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={rename.isPending}>
          {tCommon("save")}
        </Button>
      </DialogFooter>
    </form>
  );
}
