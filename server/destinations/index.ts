export { buildRequest, type DeliveryToSend, type DestinationToSend } from "./build-request.ts";
export { type EventToSend, envelopeOf, messageId } from "./envelope.ts";
export { TemplateError } from "./fill-template.ts";
export { freezeDestinations, thawDestinations } from "./freeze-destination.ts";
export { openDestination, type SealedDestination } from "./open-destination.ts";
