"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Label } from "#app/_ui/label.tsx";
import { type TokenScope, tokenScopes } from "#server/members/roles.ts";

type Underscored<Scope> = Scope extends `${infer Resource}.${infer Action}` ? `${Resource}_${Action}` : never;
type ResourceOf<Scope> = Scope extends `${infer Resource}.${string}` ? Resource : never;

const keyOf = (scope: TokenScope) => scope.replace(".", "_") as Underscored<TokenScope>;
const resourceOf = (scope: TokenScope) => scope.split(".")[0] as ResourceOf<TokenScope>;

interface ScopeFieldsProps {
  /** What may be chosen. */
  offered: readonly TokenScope[];
  value: readonly TokenScope[];
  onChange: (scopes: TokenScope[]) => void;
  error?: string | undefined;
}

/** What a token may do, resource by resource. */
export function ScopeFields({ offered, value, onChange, error }: ScopeFieldsProps) {
  const t = useTranslations("tokens");
  const resources = [...new Set(offered.map(resourceOf))];
  const toggle = (scope: TokenScope, isChosen: boolean) =>
    onChange(offered.filter((one) => (one === scope ? isChosen : value.includes(one))));
  return (
    <fieldset className="grid min-w-0" aria-describedby="scopes-error">
      <legend className="mb-1.5 font-medium text-sm">{t("create.scopes")}</legend>
      <div className="divide-y rounded-md border">
        {resources.map((resource) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset inside a fieldset would be read twice
          <div
            key={resource}
            role="group"
            aria-label={t(`resources.${resource}`)}
            className="grid gap-x-3 gap-y-1 px-3 py-2 sm:grid-cols-[6.5rem_1fr]"
          >
            <span aria-hidden className="text-muted-foreground text-xs leading-6">
              {t(`resources.${resource}`)}
            </span>
            <div className="grid gap-1">
              {offered
                .filter((scope) => resourceOf(scope) === resource)
                .map((scope) => (
                  <Label key={scope} className="flex min-h-6 items-start gap-2.5 font-normal">
                    <Checkbox
                      className="mt-0.5"
                      checked={value.includes(scope)}
                      onCheckedChange={(checked) => toggle(scope, checked === true)}
                    />
                    <span className="flex min-w-0 flex-1 flex-wrap justify-between gap-x-3 leading-5">
                      {t(`scopes.${keyOf(scope)}`)}
                      <code className="text-muted-foreground text-xs leading-5" dir="ltr">
                        {scope}
                      </code>
                    </span>
                  </Label>
                ))}
            </div>
          </div>
        ))}
      </div>
      {offered.length < tokenScopes.length && (
        <p className="mt-1.5 text-muted-foreground text-xs">{t("create.beyond")}</p>
      )}
      <p
        id="scopes-error"
        aria-live="polite"
        className={error ? "mt-1.5 text-destructive text-xs" : "sr-only"}
      >
        {error}
      </p>
    </fieldset>
  );
}
