"use client";

import { useTranslations } from "next-intl";
import { maxKeywordCharacters, maxKeywords, uniqueKeywords } from "#server/groups/schemas.ts";
import { WordList } from "../../_components/word-list.tsx";

interface KeywordFieldProps {
  value: string[];
  onChange: (keywords: string[]) => void;
  error?: string | undefined;
}

/** The words that a group is watched for. */
export function KeywordField({ value, onChange, error }: KeywordFieldProps) {
  const t = useTranslations("groups.keywords");
  return (
    <WordList
      value={value}
      onChange={(words) => onChange(uniqueKeywords(words).slice(0, maxKeywords))}
      maxLength={maxKeywordCharacters}
      texts={{
        label: t("label"),
        hint: t("hint", { max: maxKeywords }),
        placeholder: t("placeholder"),
        list: t("list"),
        remove: (keyword) => t("remove", { keyword }),
      }}
      error={error}
    />
  );
}
