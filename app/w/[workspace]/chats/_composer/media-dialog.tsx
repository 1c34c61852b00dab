"use client";

import { Upload, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ChangeEvent, type FormEvent, useRef, useState } from "react";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { Button } from "#app/_ui/button.tsx";
import {
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import { type Content, gifSchema, isMedia, limits, stickerSchema } from "#server/messages/schemas.ts";
import { nameOfChat } from "../chat-person.ts";
import { fieldErrors } from "./field-errors.ts";

interface MediaDialogProps {
  chat: ChatView;
  kind: "sticker" | "gif";
  onSend: (content: Content) => void;
}

/** A file as it is sent, or why it cannot be. */
type Chosen = { name: string; base64: string } | { name: string; refused: string };

const accepted = { sticker: "image/webp", gif: "video/mp4" };

async function read(file: File, kind: MediaDialogProps["kind"]): Promise<Chosen> {
  const { name } = file;
  if (file.size > limits.mediaBytes) return { name, refused: "message.media_large" };
  const bytes = new Uint8Array(await file.arrayBuffer());
  return isMedia(kind, bytes)
    ? { name, base64: base64Of(bytes) }
    : { name, refused: `message.${kind}_format` };
}

/** A call takes only so many arguments, so a file goes through in pieces. */
function base64Of(bytes: Uint8Array): string {
  const pieceBytes = 8_192;
  let text = "";
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    text += String.fromCharCode(...bytes.subarray(start, start + pieceBytes));
  }
  return btoa(text);
}

/** A sticker or a GIF: by the address of its file, or with the file itself. */
export function MediaDialog({ chat, kind, onSend }: MediaDialogProps) {
  const t = useTranslations(`composer.${kind}`);
  const tCommon = useTranslations("common");
  const tMedia = useTranslations("composer.media");
  const reasonText = useReasonText();
  const picker = useRef<HTMLInputElement>(null);
  const [url, setUrl] = useState("");
  const [caption, setCaption] = useState("");
  const [file, setFile] = useState<Chosen | null>(null);
  const [isTried, setTried] = useState(false);
  const schema = kind === "gif" ? gifSchema : stickerSchema;
  const media = file && "base64" in file ? { base64: file.base64 } : { url };
  const content = { kind, media, ...(kind === "gif" && { caption }) };
  const errors = fieldErrors(schema, content);
  const mediaError = () => {
    if (file) return "refused" in file ? reasonText(file.refused) : null;
    if (url === "") return isTried ? reasonText("message.media_missing") : null;
    return reasonText(errors["media.url"] ?? "");
  };

  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const [chosen] = event.target.files ?? [];
    event.target.value = "";
    if (chosen) setFile(await read(chosen, kind));
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    const parsed = schema.safeParse(content);
    if (parsed.success && mediaError() === null) onSend(parsed.data);
  }
  return (
    <DialogContent>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("description", { name: nameOfChat(chat) })}</DialogDescription>
        </DialogHeader>
        <Field label={tMedia("url")} hint={t("urlHint")} error={mediaError() ?? undefined}>
          {(control) =>
            file ? (
              <div className="flex min-h-8 items-center gap-2 rounded-md border px-2.5 text-sm">
                <span dir="auto" className="min-w-0 flex-1 truncate" data-testid="media-file">
                  {file.name}
                </span>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={tMedia("removeFile")}
                  onClick={() => setFile(null)}
                >
                  <X aria-hidden />
                </Button>
              </div>
            ) : (
              <Input
                {...control}
                type="url"
                dir="ltr"
                autoFocus
                value={url}
                placeholder={kind === "gif" ? "https://…/wave.mp4" : "https://…/sticker.webp"}
                onChange={(event) => setUrl(event.target.value)}
                data-testid="media-url"
              />
            )
          }
        </Field>
        <div className="flex items-center gap-2">
          <Button variant="outline" size="sm" onClick={() => picker.current?.click()}>
            <Upload aria-hidden />
            {t("choose")}
          </Button>
          <span className="text-muted-foreground text-xs">{tMedia("max")}</span>
          <input
            ref={picker}
            type="file"
            accept={accepted[kind]}
            hidden
            onChange={(event) => void choose(event)}
            data-testid="media-picker"
          />
        </div>
        {kind === "gif" && (
          <Field label={tMedia("caption")} optional error={reasonText(errors.caption ?? "") ?? undefined}>
            {(control) => (
              <Input
                {...control}
                dir="auto"
                value={caption}
                onChange={(event) => setCaption(event.target.value)}
                data-testid="media-caption"
              />
            )}
          </Field>
        )}
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="outline">{tCommon("cancel")}</Button>
          </DialogClose>
          <Button type="submit" data-testid="media-send">
            {t("send")}
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
