"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Callout } from "#app/_components/callout.tsx";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { type CreatedGroup, maxGroupNameCharacters } from "#server/groups/schemas.ts";
import type { NumberView } from "#server/numbers/view.ts";
import { UpstreamRefusal } from "../../_components/upstream-refusal.tsx";
import { parsePeople } from "../parse-people.ts";
import { likelyNumber, NumberField } from "./number-field.tsx";
import { PeopleField, peopleTrouble } from "./people-field.tsx";
import { PeopleResults } from "./people-results.tsx";
import { useChatPeople } from "./use-chat-people.ts";
import { HowForm } from "./watch-group.tsx";

interface CreateGroupProps {
  workspace: string;
  numbers: NumberView[];
  plan: string | null;
}

export function CreateGroup(props: CreateGroupProps) {
  const t = useTranslations("groups.create");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger asChild>
        <Button variant="outline">
          <Plus aria-hidden />
          {t("action")}
        </Button>
      </DialogTrigger>
      <DialogContent className="max-w-xl">
        <CreateSteps {...props} onClose={() => setIsOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

type Made = CreatedGroup & { numberId: string };

/** Its own component, so that what was typed is forgotten when the dialog closes. */
function CreateSteps({ onClose, ...props }: CreateGroupProps & { onClose: () => void }) {
  const t = useTranslations("groups.create");
  const [made, setMade] = useState<Made | null>(null);
  const [watching, setWatching] = useState(false);
  if (made === null) return <CreateForm {...props} onMade={setMade} />;
  const { waGroupId } = made;
  return (
    <div className="grid gap-4">
      <DialogHeader>
        <DialogTitle>{t(waGroupId ? "madeTitle" : "unknownTitle", { name: made.name })}</DialogTitle>
        <DialogDescription>{t(waGroupId ? "madeText" : "unknownText")}</DialogDescription>
      </DialogHeader>
      {waGroupId && watching ? (
        <HowForm
          {...{ workspace: props.workspace, plan: props.plan, numberId: made.numberId, waGroup: waGroupId }}
          onBack={() => setWatching(false)}
        />
      ) : (
        <>
          {waGroupId && <PeopleResults act="create" results={made.results} onDismiss={onClose} />}
          <DialogFooter>
            <Button variant="outline" onClick={onClose}>
              {t("close")}
            </Button>
            {waGroupId && <Button onClick={() => setWatching(true)}>{t("watch")}</Button>}
          </DialogFooter>
        </>
      )}
    </div>
  );
}

function CreateForm({ workspace, numbers, onMade }: CreateGroupProps & { onMade: (made: Made) => void }) {
  const t = useTranslations("groups.create");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const reasonText = useReasonText();
  const [numberId, setNumberId] = useState(() => likelyNumber(numbers));
  const [name, setName] = useState("");
  const [people, setPeople] = useState("");
  const [isChecked, setIsChecked] = useState(false);
  const parsed = parsePeople(people);
  const candidates = useChatPeople(workspace, true);
  const trouble = { name: name.trim() === "" ? "name_missing" : null, people: peopleTrouble(parsed) };
  const errorOf = (key: string | null) =>
    isChecked && key ? (reasonText(`group.${key}`) ?? undefined) : undefined;
  const create = useMutation(
    trpc.groups.create.mutationOptions({
      onSuccess: (group) => {
        void queryClient.invalidateQueries({ queryKey: trpc.groups.pathKey() });
        onMade({ ...group, numberId });
      },
    }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    setIsChecked(true);
    if (trouble.name || trouble.people || create.isPending) return;
    create.mutate({ workspace, numberId, name, people: parsed.phones });
  }

  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <DialogHeader>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t("text")}</DialogDescription>
      </DialogHeader>
      {numbers.length > 1 && <NumberField numbers={numbers} value={numberId} onChange={setNumberId} />}
      <Field label={t("name")} error={errorOf(trouble.name)}>
        {(control) => (
          <Input
            {...control}
            dir="auto"
            autoComplete="off"
            maxLength={maxGroupNameCharacters}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <PeopleField
        value={people}
        onChange={setPeople}
        error={errorOf(trouble.people)}
        candidates={candidates}
        candidatesLabel={t("fromChats")}
      />
      <Callout tone="neutral">{t("warning")}</Callout>
      {create.error && <UpstreamRefusal error={create.error} onRecheck={() => create.reset()} />}
      <DialogFooter>
        <Button type="submit" loading={create.isPending}>
          {t("submit")}
        </Button>
      </DialogFooter>
    </form>
  );
}
