"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
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

const nameCharacters = 100;

export function AddNumber({ workspace }: { workspace: string }) {
  const t = useTranslations("numbers");
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button data-testid="add-number">
          <Plus aria-hidden />
          {t("add")}
        </Button>
      </DialogTrigger>
      <DialogContent>
        <AddNumberForm workspace={workspace} />
      </DialogContent>
    </Dialog>
  );
}

/** Its own component, so that a name and an error are forgotten when the dialog closes. */
function AddNumberForm({ workspace }: { workspace: string }) {
  const t = useTranslations("numbers.create");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [isMissing, setIsMissing] = useState(false);
  const create = useMutation(
    trpc.numbers.create.mutationOptions({
      onSuccess: (number) => {
        void queryClient.invalidateQueries({ queryKey: trpc.numbers.pathKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.connection.pathKey() });
        router.push(`/w/${workspace}/numbers/${number.id}/pair`);
      },
    }),
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    // A second submit while the next page loads would add the number twice.
    if (create.isPending || create.isSuccess) return;
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    setIsMissing(name === "");
    if (name !== "") create.mutate({ workspace, name });
  }

  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <DialogHeader>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t("text")}</DialogDescription>
      </DialogHeader>
      <Field label={t("label")} hint={t("hint")} error={isMissing ? t("missing") : undefined}>
        {(control) => (
          <Input
            {...control}
            name="name"
            maxLength={nameCharacters}
            placeholder={t("placeholder")}
            autoComplete="off"
            onChange={() => setIsMissing(false)}
          />
        )}
      </Field>
      <ErrorNotice error={create.error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={create.isPending || create.isSuccess}>
          {t("submit")}
        </Button>
      </DialogFooter>
    </form>
  );
}
