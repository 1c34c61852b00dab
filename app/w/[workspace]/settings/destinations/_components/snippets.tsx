"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CopyButton } from "#app/_components/copy-button.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#app/_ui/tabs.tsx";
import { CodeBox } from "../../../_components/code-box.tsx";
import { languageNames, languages } from "../languages.ts";
import { installOf, type SignatureKind, snippet } from "../snippets.ts";

interface SnippetsProps {
  kind: SignatureKind;
  /** Stands in the code only when it is asked for; null where it is not known. */
  secret: string | null;
}

/** A receiver to copy, which checks what it gets. */
export function Snippets({ kind, secret }: SnippetsProps) {
  const t = useTranslations("destinations.snippets");
  const [isShown, setIsShown] = useState(false);
  const shown = isShown ? secret : null;
  return (
    <section aria-label={t("title")} className="grid min-w-0 gap-2">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div className="grid gap-0.5">
          <h2 className="font-semibold text-sm">{t("title")}</h2>
          <p className="text-muted-foreground text-xs">{t("hint")}</p>
        </div>
        {secret !== null && (
          <Button variant="outline" size="sm" aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
            {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            {isShown ? t("withoutSecret") : t("withSecret")}
          </Button>
        )}
      </div>
      <Tabs defaultValue="node" className="min-w-0">
        <TabsList aria-label={t("languages")}>
          {languages.map((language) => (
            <TabsTrigger key={language} value={language}>
              {languageNames[language]}
            </TabsTrigger>
          ))}
        </TabsList>
        {languages.map((language) => {
          const code = snippet(language, kind, shown);
          const install = installOf(language, kind);
          return (
            <TabsContent key={language} value={language} className="grid min-w-0 gap-2">
              {install !== null && (
                <p className="text-muted-foreground text-xs">
                  {t.rich("install", { command: () => <code dir="ltr">{install}</code> })}
                </p>
              )}
              <div className="relative min-w-0">
                <CodeBox
                  text={code}
                  label={t("label", { language: languageNames[language] })}
                  className="pe-11"
                />
                <CopyButton
                  value={code}
                  label={t("copy")}
                  variant="outline"
                  className="absolute end-2 top-2"
                />
              </div>
            </TabsContent>
          );
        })}
      </Tabs>
    </section>
  );
}
