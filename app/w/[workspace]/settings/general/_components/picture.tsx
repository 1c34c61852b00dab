"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ImageUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ChangeEvent, useRef, useState } from "react";
import { Callout } from "#app/_components/callout.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { pictureUrl } from "#app/_lib/workspaces/picture-url.ts";
import { Avatar } from "#app/_ui/avatar.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent } from "#app/_ui/card.tsx";
import type { WorkspaceSettings } from "#server/workspaces/schemas.ts";
import { shrinkPicture } from "./shrink-picture.ts";

interface PictureProps {
  workspace: string;
  settings: WorkspaceSettings;
}

/** The workspace's picture: chosen from a file, or given back for the initials. */
export function Picture({ workspace, settings }: PictureProps) {
  const t = useTranslations("workspace.picture");
  const tErrors = useTranslations("errors.workspace");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [isUnreadable, setIsUnreadable] = useState(false);
  const onSettled = () => queryClient.invalidateQueries({ queryKey: trpc.workspaces.pathKey() });
  const upload = useMutation(trpc.workspaces.setPicture.mutationOptions({ onSettled }));
  const remove = useMutation(trpc.workspaces.removePicture.mutationOptions({ onSettled }));

  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const [file] = event.target.files ?? [];
    // The same file may be chosen again.
    event.target.value = "";
    if (!file) return;
    const base64 = await shrinkPicture(file);
    setIsUnreadable(base64 === null);
    remove.reset();
    if (base64 === null) upload.reset();
    else upload.mutate({ workspace, base64 });
  }

  return (
    <Card>
      <CardContent className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <Avatar
          name={settings.name}
          imageUrl={pictureUrl(settings)}
          shape="square"
          size="lg"
          className="size-14 rounded-lg text-lg"
        />
        <div className="grid min-w-0 flex-1 basis-48 gap-0.5">
          <h2 className="font-semibold text-sm">{t("title")}</h2>
          <p className="text-pretty text-muted-foreground text-sm">{t("text")}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          <input
            ref={input}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            onChange={choose}
            hidden
            data-testid="picture-file"
          />
          <Button variant="outline" loading={upload.isPending} onClick={() => input.current?.click()}>
            <ImageUp aria-hidden />
            {settings.pictureVersion === null ? t("upload") : t("replace")}
          </Button>
          {settings.pictureVersion !== null && (
            <Button variant="ghost" loading={remove.isPending} onClick={() => remove.mutate({ workspace })}>
              {t("remove")}
            </Button>
          )}
        </div>
        <div className="w-full empty:hidden">
          {isUnreadable && (
            <div role="alert">
              <Callout tone="danger">{tErrors("picture_format")}</Callout>
            </div>
          )}
          <ErrorNotice error={upload.error ?? remove.error} />
        </div>
      </CardContent>
    </Card>
  );
}
