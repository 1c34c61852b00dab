"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { QrCode } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { PairingView } from "#server/numbers/view.ts";
import { RoleNote } from "../../../../_components/role-note.tsx";
import type { Access } from "../../../../_lib/access.ts";
import { PhoneSteps } from "./phone-steps.tsx";
import { QrPanel } from "./qr-panel.tsx";
import { SharePage } from "./share-page.tsx";

interface ActivePairingProps {
  workspace: string;
  name: string;
  pairing: PairingView;
  mayManage: boolean;
  /** Whether the reader is shown the code. */
  scanning: Access;
  /** The reader asked for the code on this very screen, so it is not hidden from a phone. */
  isStartedHere: boolean;
}

export function ActivePairing(props: ActivePairingProps) {
  const { workspace, name, pairing, mayManage, scanning, isStartedHere } = props;
  const t = useTranslations("numbers.pairing");
  const [isRevealed, setIsRevealed] = useState(false);
  const isShownOnPhone = isRevealed || isStartedHere;
  if (!scanning.mayManage) {
    return <RoleNote roles={scanning.managers} text={(roles) => t("codeHidden", { roles })} />;
  }
  return (
    <>
      <SharePage name={name} />
      {!isShownOnPhone && (
        <Button
          variant="outline"
          className="justify-self-start md:hidden"
          onClick={() => setIsRevealed(true)}
        >
          <QrCode aria-hidden />
          {t("share.reveal")}
        </Button>
      )}
      <div
        className={cn(
          "grid gap-x-10 gap-y-6 rounded-lg border bg-card p-5 shadow-xs md:grid-cols-[auto_minmax(0,1fr)]",
          !isShownOnPhone && "max-md:hidden",
        )}
      >
        <QrPanel name={name} pairing={pairing} />
        <div className="flex flex-col justify-between gap-6">
          <PhoneSteps />
          {mayManage && <CancelPairing workspace={workspace} pairing={pairing} />}
        </div>
      </div>
    </>
  );
}

function CancelPairing({ workspace, pairing }: { workspace: string; pairing: PairingView }) {
  const t = useTranslations("numbers.pairing");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const showError = useErrorToast();
  const cancel = useMutation(
    trpc.numbers.cancelPairing.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.numbers.pathKey() }),
      onError: showError,
    }),
  );
  return (
    <Button
      variant="outline"
      className="self-start"
      loading={cancel.isPending}
      onClick={() => cancel.mutate({ workspace, numberId: pairing.numberId })}
    >
      {t("cancel")}
    </Button>
  );
}
