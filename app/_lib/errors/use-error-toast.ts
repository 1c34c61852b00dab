"use client";

import { toast } from "sonner";
import { useErrorText } from "./use-error-text.ts";

const readingMs = 10_000;

/** For `onError` of a change that has no place of its own on the page: says the cause in a toast. */
export function useErrorToast(): (error: unknown) => void {
  const errorText = useErrorText();
  return (error) => {
    const { title, text } = errorText(error);
    toast.error(title, { description: text, duration: readingMs });
  };
}
