import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the sink got it. */
export type Received = {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Epoch milliseconds. */
  atMs: number;
  /** How many others were still being answered when it came. */
  beside: number;
};

/** What a sink answers: a status with headers and a body, or whatever a function does with the response. */
export type Answer =
  | { status: number; headers?: Record<string, string>; body?: string }
  | ((response: ServerResponse, request: Received) => void | Promise<void>);

export type Sink = {
  url: string;
  /** All requests, in the order in which their bodies were complete. */
  requests: Received[];
  /** Answers from now on; a list is used up first, one a request, then its last one stays. */
  answer(...answers: [Answer, ...Answer[]]): void;
  /** Resolves with the requests once there are so many. @throws when they do not come in time */
  received(count: number, withinMs?: number): Promise<Received[]>;
  close(): Promise<void>;
};

/** A receiver of deliveries on this machine. It answers 204 until told otherwise. */
export async function startSink(): Promise<Sink> {
  const requests: Received[] = [];
  const waiting = new Set<() => void>();
  let answers: [Answer, ...Answer[]] = [{ status: 204 }];
  let open = 0;

  const server = createServer({ keepAliveTimeout: 30_000 }, async (request, response) => {
    const beside = open;
    open += 1;
    response.once("close", () => {
      open -= 1;
    });
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const received: Received = {
      path: request.url ?? "/",
      headers: request.headers,
      body: Buffer.concat(chunks),
      ...{ atMs: Date.now(), beside },
    };
    requests.push(received);
    for (const look of waiting) look();
    const [answer, next, ...later] = answers;
    if (next) answers = [next, ...later];
    if (typeof answer === "function") await answer(response, received);
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const received = (count: number, withinMs = 10_000) =>
    new Promise<Received[]>((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        waiting.delete(look);
        settle();
      };
      const look = () => requests.length >= count && end(() => resolve(requests));
      const late = () => new Error(`The sink got ${requests.length} of ${count} requests in ${withinMs} ms.`);
      const timer = setTimeout(() => end(() => reject(late())), withinMs);
      waiting.add(look);
      look();
    });

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answer: (...given) => {
      answers = given;
    },
    received,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
