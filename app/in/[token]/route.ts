import { acceptEvent, readWebBody } from "#server/inbox/index.ts";

/** The inbox's door under any host of Next; `server/main.ts` has a faster one to the same function. */
export async function POST(request: Request, { params }: { params: Promise<{ token: string }> }) {
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
