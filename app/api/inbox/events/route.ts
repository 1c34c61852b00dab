import { answerEvents } from "#server/streams/index.ts";

/** Events for a program with a token, as pages or as a stream. */
export const GET = (request: Request): Promise<Response> => answerEvents(request);
