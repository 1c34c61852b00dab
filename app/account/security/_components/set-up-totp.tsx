"use client";

import { useMutation } from "@tanstack/react-query";
import Image from "next/image";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { CopyField } from "#app/_components/copy-button.tsx";
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
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import type { NewFactor, TotpSetup } from "#server/account/schemas.ts";
import { FactorAdded } from "./factor-added.tsx";
import { useFactorsChanged } from "./use-factors-changed.ts";

const qrPixels = 200;

interface SetUpTotpProps {
  setup: TotpSetup | null;
  onClose: () => void;
}

export function SetUpTotp({ setup, onClose }: SetUpTotpProps) {
  const t = useTranslations("security.totp");
  const [added, setAdded] = useState<NewFactor | null>(null);
  function close() {
    setAdded(null);
    onClose();
  }
  return (
    <Dialog open={setup !== null} onOpenChange={(isOpen) => isOpen || close()}>
      {/* Recovery codes are shown only once: a click beside the dialog must not lose them. */}
      <DialogContent className="outline-none" onInteractOutside={(event) => event.preventDefault()}>
        {added ? (
          <FactorAdded title={t("doneTitle")} text={t("doneText")} added={added} />
        ) : (
          setup && <Scan setup={setup} onAdded={setAdded} />
        )}
      </DialogContent>
    </Dialog>
  );
}

function Scan({ setup, onAdded }: { setup: TotpSetup; onAdded: (added: NewFactor) => void }) {
  const t = useTranslations("security.totp");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const changed = useFactorsChanged();
  const [code, setCode] = useState("");
  const finish = useMutation(
    trpc.account.finishTotp.mutationOptions({
      onSuccess(added) {
        onAdded(added);
        changed();
      },
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!finish.isPending) finish.mutate({ code });
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <DialogHeader>
        <DialogTitle>{t("setUpTitle")}</DialogTitle>
        <DialogDescription>{t("setUpText")}</DialogDescription>
      </DialogHeader>
      <div className="grid justify-items-center gap-3">
        <Image
          src={setup.qr}
          alt={t("qrAlt")}
          width={qrPixels}
          height={qrPixels}
          unoptimized
          className="rounded-md border bg-white"
        />
        <div className="grid w-full gap-1.5" data-testid="totp-secret">
          <span className="text-muted-foreground text-xs">{t("secretHint")}</span>
          <CopyField label={t("secret")} value={setup.secret} />
        </div>
      </div>
      <Field
        label={t("code")}
        hint={t("codeHint")}
        error={finish.error ? errorText(finish.error).text : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            autoFocus
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={8}
            className="h-10 font-mono tracking-widest"
            data-testid="totp-code"
          />
        )}
      </Field>
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={finish.isPending}>
          {t("finish")}
        </Button>
      </DialogFooter>
    </form>
  );
}
