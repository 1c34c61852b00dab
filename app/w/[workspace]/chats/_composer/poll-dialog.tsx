"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useRef, useState } from "react";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { Button } from "#app/_ui/button.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import {
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Label } from "#app/_ui/label.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import { type Content, limits, pollSchema } from "#server/messages/schemas.ts";
import { nameOfChat } from "../chat-person.ts";
import { fieldErrors } from "./field-errors.ts";

interface Option {
  id: string;
  text: string;
}
const emptyOption = (): Option => ({ id: crypto.randomUUID(), text: "" });

interface PollDialogProps {
  chat: ChatView;
  onSend: (content: Content) => void;
}

export function PollDialog({ chat, onSend }: PollDialogProps) {
  const t = useTranslations("composer.poll");
  const tCommon = useTranslations("common");
  const reasonText = useReasonText();
  const multipleId = useId();
  const list = useRef<HTMLDivElement>(null);
  const [title, setTitle] = useState("");
  const [options, setOptions] = useState(() => [emptyOption(), emptyOption()]);
  const [allowMultiple, setMultiple] = useState(false);
  const [isTried, setTried] = useState(false);
  const poll = { kind: "poll", title, options: options.map(({ text }) => text), allowMultiple } as const;
  const errors = fieldErrors(pollSchema, poll);
  /** What is missing is told after the first try, what is wrong at once. */
  const errorAt = (path: string, value: string) => {
    const reason = errors[path];
    return reason && (isTried || value !== "") ? (reasonText(reason) ?? undefined) : undefined;
  };
  const listError = errorAt("options", isTried || options.every(({ text }) => text !== "") ? "x" : "");

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    const parsed = pollSchema.safeParse(poll);
    if (parsed.success) onSend(parsed.data);
  }
  function add() {
    setOptions([...options, emptyOption()]);
    requestAnimationFrame(() => [...(list.current?.querySelectorAll("input") ?? [])].at(-1)?.focus());
  }
  return (
    <DialogContent>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("description", { name: nameOfChat(chat) })}</DialogDescription>
        </DialogHeader>
        <Field label={t("question")} error={errorAt("title", title)}>
          {(control) => (
            <Input
              {...control}
              dir="auto"
              autoFocus
              value={title}
              onChange={(event) => setTitle(event.target.value)}
              data-testid="poll-title"
            />
          )}
        </Field>
        <div ref={list} className="grid gap-2">
          {options.map(({ id, text }, index) => (
            <Field
              key={id}
              label={t("option", { number: index + 1 })}
              error={errorAt(`options.${index}`, text)}
            >
              {(control) => (
                <div className="flex gap-1">
                  <Input
                    {...control}
                    dir="auto"
                    value={text}
                    onChange={(event) =>
                      setOptions(
                        options.map((one) => (one.id === id ? { id, text: event.target.value } : one)),
                      )
                    }
                    data-testid="poll-option"
                  />
                  <Button
                    variant="ghost"
                    size="icon"
                    disabled={options.length <= limits.pollOptionsMin}
                    aria-label={t("remove", { number: index + 1 })}
                    onClick={() => setOptions(options.filter((one) => one.id !== id))}
                  >
                    <X aria-hidden />
                  </Button>
                </div>
              )}
            </Field>
          ))}
          {listError && (
            <p role="alert" className="text-destructive text-xs">
              {listError}
            </p>
          )}
          <Button
            variant="outline"
            size="sm"
            className="justify-self-start"
            disabled={options.length >= limits.pollOptionsMax}
            onClick={add}
            data-testid="poll-add"
          >
            <Plus aria-hidden />
            {t("add", { left: limits.pollOptionsMax - options.length })}
          </Button>
        </div>
        <div className="flex items-center gap-2">
          <Checkbox
            id={multipleId}
            checked={allowMultiple}
            onCheckedChange={(checked) => setMultiple(checked === true)}
          />
          <Label htmlFor={multipleId}>{t("multiple")}</Label>
        </div>
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="outline">{tCommon("cancel")}</Button>
          </DialogClose>
          <Button type="submit" data-testid="poll-send">
            {t("send")}
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
