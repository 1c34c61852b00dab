"use client";

import { useState } from "react";

/**
 * Which version of the thread somebody has seen. Nobody reads while they write: with words in the field it stays what it
 * was when they began, so that what came meanwhile is told. `shown` says that they have looked.
 */
export function useSeenVersion(version: number | null, isWriting: boolean) {
  const [seen, setSeen] = useState(version);
  if (version !== null && seen !== version && (!isWriting || seen === null || seen > version))
    setSeen(version);
  return {
    seen,
    /** How much has come since. */
    missed: version !== null && seen !== null ? Math.max(0, version - seen) : 0,
    shown: () => setSeen(version),
    /** Our own message is one that we have seen. */
    sentOne: () => setSeen((before) => (before === null ? null : before + 1)),
  };
}
