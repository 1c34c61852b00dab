"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/**
 * What only the browser knows and what does not change there; `onServer` stands for it until the server's page is live.
 * @param read returns the same value each time
 */
export const useOfBrowser = <T>(read: () => T, onServer: T): T =>
  useSyncExternalStore(never, read, () => onServer);

/**
 * False while the server renders and while React takes over what it wrote. The frame's queries may have their answer
 * before a page inside is taken over: a page that shows one of them waits for this, or the two would differ.
 */
export const useIsLive = (): boolean => useOfBrowser(() => true, false);
