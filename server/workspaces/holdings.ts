import type { Holding } from "#db/holding.ts";
import {
  workspaceCounters,
  workspaceKeys,
  workspacePictures,
  workspaceSlugs,
  workspaces,
} from "#db/schema/index.ts";

export const workspaceHoldings: readonly Holding[] = [
  {
    table: workspaces,
    kept: "workspace",
    seenBy: "everyone",
    exported: {
      columns: {
        id: workspaces.id,
        slug: workspaces.slug,
        name: workspaces.name,
        timeZone: workspaces.timeZone,
        locale: workspaces.locale,
        twoFactorRequired: workspaces.twoFactorRequired,
        eventsKeptDays: workspaces.eventsKeptDays,
        messagesKeptDays: workspaces.messagesKeptDays,
        auditKeptDays: workspaces.auditKeptDays,
        createdAt: workspaces.createdAt,
      },
    },
    contact: { nothing: "It holds the team's own name and settings." },
  },
  {
    table: workspaceSlugs,
    kept: "workspace",
    seenBy: "nobody",
    exported: { nothing: "The present address is part of the workspace; former ones only lead there." },
    contact: { nothing: "Addresses of pages, chosen by the team." },
  },
  {
    table: workspacePictures,
    kept: "workspace",
    seenBy: "everyone",
    exported: { nothing: "The team uploaded the picture itself and sees it on every page." },
    contact: { nothing: "The team's own picture." },
  },
  {
    table: workspaceKeys,
    kept: "workspace",
    seenBy: "nobody",
    exported: { nothing: "Key material never leaves." },
    contact: { nothing: "Random bytes." },
  },
  {
    table: workspaceCounters,
    kept: "workspace",
    seenBy: "nobody",
    exported: { nothing: "It is the number of the newest event." },
    contact: { nothing: "A number." },
  },
];
