"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
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
} from "#app/_ui/dialog.tsx";
import { Label } from "#app/_ui/label.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";
import type { TokenView } from "#server/tokens/schemas.ts";
import { type Expiry, ExpiryField } from "./expiry-field.tsx";
import { keepOpen, ShownTokenPanel } from "./shown-token.tsx";

/** Hours that the present token stays good. */
const overlaps = ["0", "1", "24", "168"] as const;
type Overlap = (typeof overlaps)[number];

interface RotateTokenProps {
  workspace: string;
  token: TokenView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RotateToken({ open, onOpenChange, workspace, token }: RotateTokenProps) {
  const t = useTranslations("tokens");
  const [rotated, setRotated] = useState<string | null>(null);
  function change(isOpen: boolean) {
    if (!isOpen) setRotated(null);
    onOpenChange(isOpen);
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogContent className="max-w-lg outline-none" {...keepOpen(rotated !== null)}>
        {rotated === null ? (
          <RotateForm workspace={workspace} token={token} onRotated={setRotated} />
        ) : (
          <ShownTokenPanel
            title={t("shown.rotated", { name: token.name })}
            workspace={workspace}
            token={rotated}
            scopes={token.scopes}
          />
        )}
      </DialogContent>
    </Dialog>
  );
}

interface RotateFormProps {
  workspace: string;
  token: TokenView;
  onRotated: (token: string) => void;
}

function RotateForm({
  workspace,
  token: { id, name, hint, expiresAt, previousUntil },
  onRotated,
}: RotateFormProps) {
  const t = useTranslations("tokens.rotate");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [overlap, setOverlap] = useState<Overlap>("24");
  const [expiresInDays, setExpiresInDays] = useState<Expiry>(expiresAt === null ? null : 90);
  const rotate = useMutation(
    trpc.tokens.rotate.mutationOptions({
      onSuccess: ({ token }) => onRotated(token),
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.tokens.pathKey() }),
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    if (rotate.isPending) return;
    rotate.mutate({ workspace, tokenId: id, hint, overlapHours: Number(overlap), expiresInDays });
  }
  return (
    <form onSubmit={submit} className="grid min-w-0 gap-4">
      <DialogHeader>
        <DialogTitle>{t("title", { name })}</DialogTitle>
        <DialogDescription>{t("text")}</DialogDescription>
      </DialogHeader>
      <fieldset className="grid gap-2">
        <legend className="mb-2 font-medium text-sm">{t("overlap")}</legend>
        <RadioGroup
          value={overlap}
          onValueChange={(value) => setOverlap(overlaps.find((hours) => hours === value) ?? overlap)}
        >
          {overlaps.map((hours) => (
            <Label key={hours} className="flex items-center gap-2.5 font-normal">
              <RadioGroupItem value={hours} />
              {t(`hours_${hours}`)}
            </Label>
          ))}
        </RadioGroup>
        {overlap === "0" && <p className="text-muted-foreground text-xs">{t("hours_0_hint")}</p>}
        {previousUntil && <p className="text-warning text-xs">{t("again")}</p>}
      </fieldset>
      <ExpiryField label={t("expiry")} value={expiresInDays} onChange={setExpiresInDays} />
      <ErrorNotice error={rotate.error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={rotate.isPending}>
          {t("submit")}
        </Button>
      </DialogFooter>
    </form>
  );
}
