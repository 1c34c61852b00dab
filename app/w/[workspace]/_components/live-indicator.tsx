"use client";

import { useLiveState } from "#app/_lib/live/provider.tsx";
import { LiveStatus } from "../_shell/live-status.tsx";

const shown = {
  live: "connected",
  connecting: "connecting",
  retrying: "connecting",
  offline: "offline",
} as const;

/** The stream's state, in the words of the shell. */
export function LiveIndicator() {
  return <LiveStatus state={shown[useLiveState()]} />;
}
