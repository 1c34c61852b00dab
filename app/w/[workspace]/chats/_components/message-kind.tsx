"use client";

import {
  AudioLines,
  BarChart3,
  Clapperboard,
  File,
  Image,
  type LucideIcon,
  MapPin,
  MessageCircleQuestion,
  Sticker,
  UserRound,
  Video,
} from "lucide-react";
import { useTranslations } from "next-intl";

const icons: Record<string, LucideIcon> = {
  poll: BarChart3,
  sticker: Sticker,
  gif: Clapperboard,
  image: Image,
  video: Video,
  audio: AudioLines,
  voice: AudioLines,
  ptt: AudioLines,
  document: File,
  location: MapPin,
  contact: UserRound,
  vcard: UserRound,
};

/** The sign of a kind of message; null for plain words. */
export const kindIcon = (kind: string): LucideIcon | null =>
  kind === "text" ? null : (icons[kind] ?? MessageCircleQuestion);

/** Gives a function that names a kind of message; one that we do not know is named as MoltFlow does. */
export function useKindWord(): (kind: string) => string {
  const t = useTranslations("chats.kind");
  type Key = Parameters<typeof t>[0];
  const isKey = (key: string): key is Key => t.has(key as Key);
  return (kind) => {
    if (isKey(kind)) return t(kind);
    return t("other", { kind });
  };
}
