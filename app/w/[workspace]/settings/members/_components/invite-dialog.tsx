"use client";

import { UserRoundPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "#app/_ui/dialog.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#app/_ui/tabs.tsx";
import { InviteByLink } from "./invite-by-link.tsx";
import { InviteByMail } from "./invite-by-mail.tsx";
import type { InviteFormProps } from "./invite-fields.tsx";
import { ShownLink } from "./shown-link.tsx";

export function InviteDialog(form: InviteFormProps) {
  const t = useTranslations("members.invite");
  const [open, setOpen] = useState(false);
  const [url, setUrl] = useState<string | null>(null);
  function change(isOpen: boolean) {
    setOpen(isOpen);
    setUrl(null);
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button data-testid="invite">
          <UserRoundPlus aria-hidden />
          {t("action")}
        </Button>
      </DialogTrigger>
      {/* The link is shown only once: a click beside the dialog must not lose it. */}
      <DialogContent className="outline-none" onInteractOutside={(event) => url && event.preventDefault()}>
        {url === null ? (
          <>
            <DialogHeader>
              <DialogTitle>{t("title")}</DialogTitle>
              <DialogDescription>{t("text")}</DialogDescription>
            </DialogHeader>
            <Tabs defaultValue="mail">
              <TabsList>
                <TabsTrigger value="mail">{t("byMail")}</TabsTrigger>
                <TabsTrigger value="link">{t("byLink")}</TabsTrigger>
              </TabsList>
              <TabsContent value="mail">
                <InviteByMail {...form} onDone={() => change(false)} />
              </TabsContent>
              <TabsContent value="link">
                <InviteByLink {...form} onCreated={setUrl} />
              </TabsContent>
            </Tabs>
          </>
        ) : (
          <ShownLink url={url} />
        )}
      </DialogContent>
    </Dialog>
  );
}
