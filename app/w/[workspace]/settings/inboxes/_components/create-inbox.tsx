"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { CopyField } from "#app/_components/copy-button.tsx";
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
import { Label } from "#app/_ui/label.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";
import type { CreatedInbox } from "#server/inbox/schemas.ts";

const maxNameLength = 60;

type NamedInbox = CreatedInbox & { name: string };

export function CreateInbox({ workspace }: { workspace: string }) {
  const t = useTranslations("inbox.settings");
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<NamedInbox | null>(null);
  function change(isOpen: boolean) {
    setOpen(isOpen);
    setCreated(null);
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button data-testid="create-inbox">
          <Plus aria-hidden />
          {t("new")}
        </Button>
      </DialogTrigger>
      {/* The secret is shown only once: a click beside the dialog must not lose it. */}
      <DialogContent
        className="outline-none"
        onInteractOutside={(event) => created?.secret && event.preventDefault()}
      >
        {created ? <Created inbox={created} /> : <CreateForm workspace={workspace} onCreated={setCreated} />}
      </DialogContent>
    </Dialog>
  );
}

interface CreateFormProps {
  workspace: string;
  onCreated: (inbox: NamedInbox) => void;
}

function CreateForm({ workspace, onCreated }: CreateFormProps) {
  const t = useTranslations("inbox.create");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [isNameMissing, setIsNameMissing] = useState(false);
  const [security, setSecurity] = useState("signed");
  const create = useMutation(
    trpc.inboxes.create.mutationOptions({
      onSuccess: (inbox, { name }) => {
        onCreated({ ...inbox, name });
        void queryClient.invalidateQueries({ queryKey: trpc.inboxes.pathKey() });
      },
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    setIsNameMissing(name.trim() === "");
    if (name.trim() === "" || create.isPending) return;
    create.mutate({ workspace, name: name.trim(), unsigned: security === "unsigned" });
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <DialogHeader>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t("text")}</DialogDescription>
      </DialogHeader>
      <Field label={t("name")} error={isNameMissing ? t("nameMissing") : undefined}>
        {(control) => (
          <Input
            {...control}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              setIsNameMissing(false);
            }}
            maxLength={maxNameLength}
            placeholder={t("placeholder")}
            autoComplete="off"
            dir="auto"
          />
        )}
      </Field>
      <fieldset className="grid">
        <legend className="mb-2 font-medium text-sm">{t("security")}</legend>
        <RadioGroup value={security} onValueChange={setSecurity}>
          <Option value="signed" label={t("signed")} hint={t("signedHint")} />
          <Option value="unsigned" label={t("unsigned")} hint={t("unsignedHint")} />
        </RadioGroup>
      </fieldset>
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

function Option({ value, label, hint }: { value: string; label: string; hint: string }) {
  return (
    <Label className="flex items-start gap-2.5 rounded-md border p-3 transition-colors has-data-[state=checked]:border-primary has-data-[state=checked]:bg-primary/5">
      <RadioGroupItem value={value} className="mt-0.5" aria-describedby={`create-${value}`} />
      <span className="grid gap-0.5">
        {label}
        <span
          id={`create-${value}`}
          className="text-pretty font-normal text-muted-foreground text-xs leading-5"
        >
          {hint}
        </span>
      </span>
    </Label>
  );
}

function Created({ inbox: { name, url, secret } }: { inbox: NamedInbox }) {
  const t = useTranslations("inbox.create");
  const tSettings = useTranslations("inbox.settings");
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t("doneTitle", { name })}</DialogTitle>
        <DialogDescription>{secret === null ? t("doneUnsigned") : t("doneSigned")}</DialogDescription>
      </DialogHeader>
      <div className="grid gap-1.5" data-testid="inbox-url">
        <span className="font-medium text-sm">{tSettings("url")}</span>
        <CopyField label={tSettings("url")} value={url} />
      </div>
      {secret !== null && (
        <div className="grid gap-1.5" data-testid="inbox-secret">
          <span className="font-medium text-sm">{tSettings("secret")}</span>
          <CopyField label={tSettings("secret")} value={secret} />
        </div>
      )}
      <DialogFooter>
        <DialogClose asChild>
          <Button>{secret === null ? t("closeUnsigned") : t("close")}</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
