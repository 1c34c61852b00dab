"use client";

import { useEffect } from "react";
import { lastWorkspaceCookie } from "../../last-workspace.ts";

const yearSeconds = 365 * 24 * 60 * 60;

/** Notes that this workspace was open last; only the browser may, while a page is shown. */
export function RememberWorkspace({ slug }: { slug: string }) {
  useEffect(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http, where people try this out
    document.cookie = `${lastWorkspaceCookie}=${slug}; path=/w; max-age=${yearSeconds}; samesite=lax`;
  }, [slug]);
  return null;
}
