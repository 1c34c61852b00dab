"use client";

import { RotateCw, ShieldAlert } from "lucide-react";
import Link from "next/link";
import { useParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { isApiError } from "#app/_lib/errors/api-error.ts";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";

/** Refusals that have a cure, and the page where it begins; null where it lies outside of Moltdesk. */
const cures = {
  "moltflow.forbidden_scope": { key: "scope", path: "settings/connection" },
  "moltflow.forbidden_plan": { key: "plan", path: "settings/connection" },
  "moltflow.forbidden_history": { key: "history", path: null },
  "moltflow.forbidden_policy": { key: "policy", path: null },
  "moltflow.forbidden_role": { key: "role", path: "settings/connection" },
  "moltflow.unauthorized": { key: "key", path: "settings/connection" },
  "moltflow.bad_state": { key: "number", path: "numbers" },
  "connection.missing": { key: "connection", path: "settings/connection" },
  "role.insufficient": { key: "member", path: "settings/members" },
} as const;

type Curable = keyof typeof cures;
const isCurable = (reason: string): reason is Curable => reason in cures;

interface UpstreamRefusalProps {
  /** What a call threw, or the bare reason that a stored answer's refresh met (`moltflow.forbidden_scope`). */
  error: unknown;
  onRecheck: () => void;
  /** A recheck that was asked for here has not been answered. */
  rechecking?: boolean;
  className?: string;
}

/** Why MoltFlow refused: the cause, who can put it right, the one thing to do, and a look whether it is done. */
export function UpstreamRefusal({ error, onRecheck, rechecking = false, className }: UpstreamRefusalProps) {
  const t = useTranslations("errors.refused");
  const refusal = useRefusal(error);
  const { cure } = refusal;
  return (
    <section
      role="alert"
      data-slot="upstream-refusal"
      data-reason={refusal.reason}
      className={cn("grid gap-3 rounded-lg border bg-card p-4 shadow-xs sm:p-5", className)}
    >
      <div className="flex items-start gap-3">
        <span
          aria-hidden
          className="grid size-9 shrink-0 place-items-center rounded-lg bg-warning-subtle text-warning [&_svg]:size-4.5"
        >
          <ShieldAlert />
        </span>
        <div className="grid min-w-0 gap-1 text-pretty text-sm">
          <h2 className="font-semibold text-base">{refusal.title}</h2>
          <p className="text-foreground/80">{refusal.cause}</p>
          {refusal.words && (
            <p className="text-muted-foreground">
              {t.rich("says", { words: () => <q dir="auto">{refusal.words}</q> })}
            </p>
          )}
          {refusal.who && <p className="text-muted-foreground">{refusal.who}</p>}
        </div>
      </div>
      <div className="flex flex-wrap gap-2 ps-12">
        {cure?.path && <CureLink path={cure.path} label={refusal.action} />}
        <Button variant="outline" onClick={onRecheck} loading={rechecking}>
          <RotateCw aria-hidden />
          {t("recheck")}
        </Button>
      </div>
    </section>
  );
}

function CureLink({ path, label }: { path: string; label: string }) {
  const { workspace } = useParams<{ workspace: string }>();
  return (
    <Button asChild>
      <Link href={`/w/${workspace}/${path}`}>{label}</Link>
    </Button>
  );
}

/** MoltFlow gave no words of its own. */
const noWords = new Set(["", "–"]);

function useRefusal(error: unknown) {
  const t = useTranslations("errors.refused");
  const tErrors = useTranslations("errors");
  const errorText = useErrorText();
  const reasonText = useReasonText();
  const params = isApiError(error) && error.data ? error.data.params : {};
  const told = typeof error === "string" ? null : errorText(error);
  const reason = typeof error === "string" ? error : (told?.reason ?? "internal");
  const words = noWords.has(String(params.detail ?? "")) ? null : String(params.detail);
  if (!isCurable(reason)) {
    const title = told?.title ?? tErrors("titles.upstream");
    const cause = told?.text ?? reasonText(reason) ?? tErrors("internal");
    return { reason, title, cause, words: null, who: null, action: "", cure: null };
  }
  const cure = cures[reason];
  // Words that name what is missing are more exact than ours.
  const scopes = String(params.scopes ?? "?");
  return {
    ...{ reason, cure, words },
    title: t(`${cure.key}.title`),
    cause:
      cure.key === "scope"
        ? t("scope.cause", { known: scopes === "?" ? "no" : "yes", scopes })
        : cure.key === "member"
          ? (told?.text ?? t("member.cause"))
          : t(`${cure.key}.cause`),
    who: t(`${cure.key}.who`),
    action: cure.path ? t(`${cure.key}.action`) : "",
  };
}
