import { and, eq } from "drizzle-orm";
import { events } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { findVisibleEvent } from "#server/inbox/index.ts";
import { buildBody } from "./build-request.ts";
import type { EventToSend } from "./envelope.ts";
import { exampleEvent } from "./example-event.ts";
import { TemplateError } from "./fill-template.ts";
import type { DestinationFormat, PreviewInput, PreviewView } from "./schemas.ts";

/** More than a page shows of a body. */
const shownLength = 100_000;

/**
 * What a destination would get of an event that the reader sees, or of an example.
 * @throws DomainError `event.not_found`
 */
export async function preview(
  place: Place,
  { format, template, eventId }: PreviewInput,
): Promise<PreviewView> {
  const event =
    eventId === undefined
      ? exampleEvent(sightIn(place).workspaceId, "message.received", new Date())
      : await readEvent(place, eventId);
  try {
    const { contentType, body } = buildBody({ format, template }, event);
    return { contentType, body: body.toString().slice(0, shownLength), trouble: null };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return {
      contentType: "application/json",
      body: "",
      trouble: { reason: error.reason, name: error.params.name ?? "" },
    };
  }
}

function readEvent(place: Place, eventId: string): Promise<EventToSend> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    await findVisibleEvent(tx, place, eventId);
    const [event] = await tx
      .select()
      .from(events)
      .where(and(eq(events.workspaceId, workspaceId), eq(events.id, eventId)));
    if (!event) throw notFound("event");
    return event;
  });
}

/**
 * Refuses a template that makes no body even of the example, and one for bytes that are sent as they came.
 * @throws DomainError invalid `destination.template_*`
 */
export function checkTemplate(workspaceId: string, format: DestinationFormat, template: string | null): void {
  if (template === null) return;
  if (format === "raw") {
    throw new DomainError(
      "invalid",
      "destination.template_raw",
      "The raw format sends what arrived, byte for byte. Choose another format, or leave the template out.",
    );
  }
  try {
    buildBody({ format, template }, exampleEvent(workspaceId, "message.received", new Date()));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { reason, params } = error;
    throw new DomainError("invalid", `destination.template_${reason}`, error.message, { params });
  }
}
