"use client";

import { useEffect, useState } from "react";

const typingMs = 200;

/** What is typed, once its writer has stopped for a moment. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), typingMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
