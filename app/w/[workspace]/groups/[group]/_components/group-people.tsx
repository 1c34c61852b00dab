"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { type GroupView, type PeopleAct, type PersonResult, peopleActs } from "#server/groups/schemas.ts";
import { RoleNote } from "../../../_components/role-note.tsx";
import { UpstreamRefusal } from "../../../_components/upstream-refusal.tsx";
import type { Access } from "../../../_lib/access.ts";
import { PeopleField, peopleTrouble } from "../../_components/people-field.tsx";
import { PeopleResults } from "../../_components/people-results.tsx";
import { useChatPeople } from "../../_components/use-chat-people.ts";
import { parsePeople } from "../../parse-people.ts";
import { withRetried } from "../../retried.ts";
import { useChangePeople } from "./use-change-people.ts";
import { useGroupMessages } from "./use-group-messages.ts";

interface GroupPeopleProps {
  workspace: string;
  group: GroupView;
  access: Access;
  /** Nothing is read while the tab is closed. */
  isOpen: boolean;
}

type Told = { act: PeopleAct; results: PersonResult[] };

export function GroupPeople({ workspace, group, access, isOpen }: GroupPeopleProps) {
  const t = useTranslations("groups");
  const [act, setAct] = useState<PeopleAct>("add");
  const [told, setTold] = useState<Told | null>(null);
  const change = useChangePeople();
  const people = usePeopleCount(workspace, group, isOpen && access.mayManage);
  if (!access.mayManage) {
    return <RoleNote roles={access.managers} text={(roles) => t("readOnly", { roles })} />;
  }

  function send(which: PeopleAct, phones: string[], before: readonly PersonResult[]) {
    const input = { workspace, groupId: group.id, people: phones };
    change.send(which, input, (results) => setTold({ act: which, results: withRetried(before, results) }));
  }

  return (
    <div className="grid gap-4">
      <p className="text-muted-foreground text-sm">
        {people.count === null ? t("people.countUnknown") : t("people.count", { count: people.count })}
      </p>
      {told && (
        <PeopleResults
          act={told.act}
          results={told.results}
          onRetry={(phones) => send(told.act, phones, told.results)}
          retrying={change.isPending}
          onDismiss={() => setTold(null)}
          look={
            <Button variant="outline" loading={people.isLooking} onClick={people.look}>
              <RotateCw aria-hidden />
              {t("results.look")}
            </Button>
          }
        />
      )}
      {change.error && <UpstreamRefusal error={change.error} onRecheck={change.reset} />}
      <PeopleForm
        workspace={workspace}
        group={group}
        act={act}
        onAct={setAct}
        isOpen={isOpen}
        pending={change.isPending}
        onSend={(phones) => send(act, phones, [])}
      />
    </div>
  );
}

interface PeopleFormProps {
  workspace: string;
  group: GroupView;
  act: PeopleAct;
  onAct: (act: PeopleAct) => void;
  isOpen: boolean;
  pending: boolean;
  onSend: (phones: string[]) => void;
}

function PeopleForm({ workspace, group, act, onAct, isOpen, pending, onSend }: PeopleFormProps) {
  const t = useTranslations("groups.people");
  const reasonText = useReasonText();
  const [text, setText] = useState("");
  const [isChecked, setIsChecked] = useState(false);
  const parsed = parsePeople(text);
  const trouble = peopleTrouble(parsed);
  const isAdding = act === "add";
  const writers = useWriters(workspace, group, isOpen && !isAdding);
  const chatPeople = useChatPeople(workspace, isOpen && isAdding);
  const isAct = (value: string): value is PeopleAct => peopleActs.some((known) => known === value);

  function submit(event: FormEvent) {
    event.preventDefault();
    setIsChecked(true);
    if (trouble !== null || pending) return;
    onSend(parsed.phones);
    setText("");
    setIsChecked(false);
  }

  return (
    <form
      onSubmit={submit}
      className="grid gap-4 rounded-lg border bg-card p-4 shadow-xs"
      aria-label={t("form")}
      noValidate
    >
      <Field label={t("act")} className="max-w-xs">
        {(control) => (
          <Select value={act} onValueChange={(next) => isAct(next) && onAct(next)}>
            <SelectTrigger {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {peopleActs.map((name) => (
                <SelectItem key={name} value={name}>
                  {t(`acts.${name}`)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      <PeopleField
        value={text}
        onChange={setText}
        error={isChecked && trouble ? (reasonText(`group.${trouble}`) ?? undefined) : undefined}
        candidates={isAdding ? chatPeople : writers}
        candidatesLabel={t(isAdding ? "fromChats" : "writers")}
      />
      <Button type="submit" className="justify-self-start" loading={pending}>
        {t(`submit.${act}`, { count: parsed.phones.length })}
      </Button>
    </form>
  );
}

/** Who wrote in the group lately; MoltFlow tells of nobody else in it. */
function useWriters(workspace: string, group: GroupView, enabled: boolean) {
  const { messages } = useGroupMessages(workspace, group.id, enabled);
  const byPhone = new Map<string, { phone: string; name: string | null }>();
  for (const { senderPhone, senderName } of messages ?? []) {
    const [phone] = senderPhone === null ? [] : parsePeople(senderPhone).phones;
    if (phone) byPhone.set(phone, { phone, name: senderName });
  }
  return enabled ? [...byPhone.values()] : [];
}

/** How many people WhatsApp says are in the group, and a look at it now. */
function usePeopleCount(workspace: string, group: GroupView, enabled: boolean) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const input = { workspace, numberId: group.numberId };
  const { data } = useQuery(trpc.groups.available.queryOptions(input, { retry: false, enabled }));
  const refresh = useMutation(
    trpc.groups.refreshAvailable.mutationOptions({
      onSuccess: (fresh) => queryClient.setQueryData(trpc.groups.available.queryKey(input), fresh),
    }),
  );
  const found = data?.groups?.find(({ waGroupId }) => waGroupId === group.waGroupId);
  return {
    count: found?.people ?? null,
    look: () => refresh.mutate(input),
    isLooking: refresh.isPending,
  };
}
