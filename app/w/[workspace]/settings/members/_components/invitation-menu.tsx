"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, Link as LinkIcon, MoreHorizontal, Send } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogContent } from "#app/_ui/dialog.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { InvitationView } from "#server/invitations/schemas.ts";
import { ShownLink } from "./shown-link.tsx";

interface InvitationMenuProps {
  workspace: string;
  invitation: InvitationView;
}

export function InvitationMenu({ workspace, invitation }: InvitationMenuProps) {
  const t = useTranslations("members.invitations");
  const locale = useLocale();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onError = useErrorToast();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: trpc.invitations.pathKey() });
  const [url, setUrl] = useState<string | null>(null);
  const name = invitation.email ?? t("link");
  const resend = useMutation(
    trpc.invitations.resend.mutationOptions({
      ...{ onError, onSettled },
      onSuccess: () => toast.success(t("resent", { name })),
    }),
  );
  const renew = useMutation(
    trpc.invitations.renewLink.mutationOptions({
      ...{ onError, onSettled },
      onSuccess: (renewed) => setUrl(renewed.url),
    }),
  );
  const revoke = useMutation(
    trpc.invitations.revoke.mutationOptions({
      ...{ onError, onSettled },
      onSuccess: () => toast.success(t("revoked", { name })),
    }),
  );
  const target = { workspace, invitationId: invitation.id };
  const isPending = resend.isPending || renew.isPending || revoke.isPending;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={t("menu", { name })} loading={isPending}>
            <MoreHorizontal aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {invitation.email !== null && (
            <DropdownMenuItem onSelect={() => resend.mutate({ ...target, locale })}>
              <Send aria-hidden />
              {t("resend")}
            </DropdownMenuItem>
          )}
          <DropdownMenuItem onSelect={() => renew.mutate(target)}>
            <LinkIcon aria-hidden />
            {t("newLink")}
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem variant="destructive" onSelect={() => revoke.mutate(target)}>
            <Ban aria-hidden />
            {t("revoke")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <Dialog open={url !== null} onOpenChange={(isOpen) => !isOpen && setUrl(null)}>
        <DialogContent className="outline-none" onInteractOutside={(event) => event.preventDefault()}>
          {url !== null && <ShownLink url={url} />}
        </DialogContent>
      </Dialog>
    </>
  );
}
