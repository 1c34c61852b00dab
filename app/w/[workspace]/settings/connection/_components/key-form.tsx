"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { useConnect } from "./use-connect.ts";

interface KeyFormProps {
  workspace: string;
  onConnected: () => void;
  /** Given when a working key is being replaced. */
  onCancel?: () => void;
}

/** Why a text cannot be a MoltFlow key, before the server is asked; a key of `connection.key`. */
function problemOf(key: string): "missing" | "format" | null {
  if (key === "") return "missing";
  return /^mf_[\x21-\x7e]+$/.test(key) ? null : "format";
}

/** Takes a MoltFlow key, which is tested before it replaces anything. */
export function KeyForm({ workspace, onConnected, onCancel }: KeyFormProps) {
  const t = useTranslations("connection.key");
  const tReplace = useTranslations("connection.replace");
  const tCommon = useTranslations("common");
  const [problem, setProblem] = useState<"missing" | "format" | null>(null);
  const replaces = onCancel !== undefined;
  const connect = useConnect(workspace, () => {
    if (replaces) toast.success(tReplace("done"));
    onConnected();
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (connect.isPending) return;
    const key = String(new FormData(event.currentTarget).get("key") ?? "").trim();
    const found = problemOf(key);
    setProblem(found);
    if (!found) connect.mutate({ workspace, key });
  }

  return (
    <Card>
      <CardHeader>
        <CardTitle>{replaces ? tReplace("title") : t("title")}</CardTitle>
        <CardDescription className="max-w-prose">{replaces ? tReplace("text") : t("text")}</CardDescription>
      </CardHeader>
      <CardContent>
        <form onSubmit={submit} className="grid max-w-xl gap-4" noValidate>
          <Field label={t("label")} hint={t("hint")} error={problem ? t(problem) : undefined}>
            {(control) => <KeyInput control={control} onEdit={() => setProblem(null)} />}
          </Field>
          <ErrorNotice error={connect.error} />
          <div className="flex flex-wrap gap-2">
            <Button type="submit" loading={connect.isPending}>
              {replaces ? tReplace("submit") : t("submit")}
            </Button>
            {onCancel && (
              <Button variant="outline" onClick={onCancel}>
                {tCommon("cancel")}
              </Button>
            )}
          </div>
        </form>
      </CardContent>
    </Card>
  );
}

/** Uncontrolled, so that the key is kept nowhere but in the field. */
function KeyInput({ control, onEdit }: { control: object; onEdit: () => void }) {
  const t = useTranslations("connection.key");
  const [isShown, setIsShown] = useState(false);
  return (
    <div className="flex gap-2">
      <Input
        {...control}
        name="key"
        type={isShown ? "text" : "password"}
        onChange={onEdit}
        placeholder="mf_…"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        data-1p-ignore
        data-testid="key-input"
        className="font-mono"
      />
      <Button
        variant="outline"
        size="icon"
        aria-label={isShown ? t("hide") : t("show")}
        onClick={() => setIsShown(!isShown)}
      >
        {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </Button>
    </div>
  );
}
