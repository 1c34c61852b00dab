import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { events, inboxes, numbers } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { numbersInSight } from "#server/inbox/index.ts";
import type { FoundGroup } from "./reads.ts";
import type { AnalysisView, GroupMessageView } from "./schemas.ts";

/** As many as one page of MoltFlow's own list. */
const maxHeard = 100;

/** Events that tell of watched groups. */
export const groupEvents = ["group.message", "group.message.analyzed"] as const;

const text = z.string().nullable().catch(null);
const count = z.number().nullable().catch(null);

const heardShape = z.object({
  event: z.enum(groupEvents),
  timestamp: z.iso.datetime({ offset: true }).nullable().catch(null),
  data: z.object({
    group_id: z.string(),
    message_id: z.string().min(1),
    sender_phone: text,
    sender_name: text,
    content_preview: text,
    ai_analysis: z
      .object({ intent: text, lead_score: count, confidence: count, reason: text })
      .transform(
        (raw): AnalysisView => ({
          intent: raw.intent,
          leadScore: raw.lead_score,
          confidence: raw.confidence,
          reason: raw.reason,
        }),
      )
      .nullable()
      .catch(null),
  }),
});

/** What one event says of a message; null where it does not say it. */
export type Heard = Omit<GroupMessageView, "text"> & { text: string | null };

/** Reads a group event; null for what is none, or is of another group. */
export function readHeard(body: Uint8Array, groupId: string, receivedAt: Date): Heard | null {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    // Whatever arrives is kept; this one is no JSON, so it tells of no message.
    return null;
  }
  const parsed = heardShape.safeParse(json);
  if (!parsed.success || parsed.data.data.group_id !== groupId) return null;
  const { event, timestamp, data } = parsed.data;
  const at = timestamp === null ? receivedAt : new Date(timestamp);
  return {
    ...{ id: data.message_id, senderName: data.sender_name, senderPhone: data.sender_phone },
    ...{ text: data.content_preview, analysis: data.ai_analysis },
    // An analysis comes later than its message, and says nothing of when that was.
    sentAt: event === "group.message" ? at.toISOString() : null,
  };
}

/**
 * What our inbox lately heard of a group, so that new messages cost no call. Only what MoltFlow signed for the number's
 * own connection counts.
 */
export function heardMessages(place: Place, { stored, number }: FoundGroup): Promise<Heard[]> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const rows = await tx
      .select({ body: events.body, receivedAt: events.receivedAt })
      .from(events)
      .innerJoin(inboxes, and(eq(inboxes.workspaceId, events.workspaceId), eq(inboxes.id, events.inboxId)))
      .innerJoin(
        numbers,
        and(
          eq(numbers.workspaceId, events.workspaceId),
          eq(numbers.sessionId, events.sessionId),
          eq(numbers.connectionId, inboxes.connectionId),
        ),
      )
      .where(
        and(
          numbersInSight(place),
          eq(events.workspaceId, workspaceId),
          eq(events.sessionId, number.sessionId),
          inArray(events.event, [...groupEvents]),
          eq(events.verdict, "verified"),
          isNotNull(inboxes.connectionId),
        ),
      )
      .orderBy(desc(events.seq))
      .limit(maxHeard);
    return rows.flatMap(({ body, receivedAt }) => readHeard(body, stored.id, receivedAt) ?? []);
  });
}

const timeOf = ({ sentAt }: Pick<GroupMessageView, "sentAt">) => (sentAt === null ? 0 : Date.parse(sentAt));

/**
 * MoltFlow's page with what was heard since, newest first. Each message is there once however often it was told of, and
 * what one telling leaves out another fills in. An analysis of a message that is on no page waits for its message.
 */
export function withHeard(told: readonly GroupMessageView[], heard: readonly Heard[]): GroupMessageView[] {
  const byId = new Map<string, GroupMessageView>(told.map((message) => [message.id, message]));
  const oldest = told.length === 0 ? 0 : Math.min(...told.map(timeOf));
  // The message before its analysis, whichever came first.
  for (const one of [...heard].sort((a, b) => Number(a.sentAt === null) - Number(b.sentAt === null))) {
    const known = byId.get(one.id);
    if (known) byId.set(one.id, { ...known, analysis: known.analysis ?? one.analysis });
    // Older ones stand on a later page.
    else if (one.sentAt !== null && timeOf(one) >= oldest) byId.set(one.id, { ...one, text: one.text ?? "" });
  }
  return [...byId.values()].sort((a, b) => timeOf(b) - timeOf(a));
}
