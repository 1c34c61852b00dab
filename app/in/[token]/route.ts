import { acceptEvent, readWebBody } from "#server/inbox/index.ts";
import { answerSmee } from "#server/streams/index.ts";

type At = { params: Promise<{ token: string }> };

/** The inbox's door under any host of Next; `server/main.ts` has a faster one to the same function. */
export async function POST(request: Request, { params }: At) {
  const { token } = await params;
  const reply = await acceptEvent({
    token,
    headers: Object.fromEntries(request.headers),
    readBody: () => readWebBody(request),
  });
  return Response.json(reply.body, {
    status: reply.status,
    ...(reply.headers && { headers: reply.headers }),
  });
}

/** What arrives at the inbox, in the smee protocol, for a program with a token. */
export async function GET(request: Request, { params }: At) {
  const { token } = await params;
  const { url: path, headers, signal } = request;
  return answerSmee(token, { path, headers, signal });
}
