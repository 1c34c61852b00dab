"use client";

import { useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RoleNote } from "../../../../_components/role-note.tsx";
import type { Access } from "../../../../_lib/access.ts";
import { SharePage } from "./share-page.tsx";
import type { Pair } from "./use-pair.ts";

interface PairIntroProps {
  name: string;
  access: Access;
  pair: Pair;
}

/** What one has to know before a phone is linked. */
export function PairIntro({ name, access, pair }: PairIntroProps) {
  const t = useTranslations("numbers.pairing");
  return (
    <>
      <Callout tone="warning" title={t("warning.title")}>
        <ul className="my-1 grid max-w-prose list-disc gap-1 ps-4">
          <li>{t("warning.unofficial")}</li>
          <li>{t("warning.own")}</li>
          <li>{t("warning.risk")}</li>
        </ul>
      </Callout>
      <SharePage name={name} />
      <ErrorNotice error={pair.error} />
      {access.mayManage ? (
        <Button className="justify-self-start" loading={pair.isPending} onClick={pair.start}>
          {t("accept")}
        </Button>
      ) : (
        <RoleNote roles={access.managers} text={(roles) => t("ask", { roles })} />
      )}
    </>
  );
}
