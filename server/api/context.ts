import { type Viewer, viewerFromCookies } from "#server/auth/index.ts";

/** What every procedure knows of its request. */
export type ApiContext = {
  viewer: Viewer | null;
  requestId: string;
  /** False when a browser says that the request comes from another site. */
  sameOrigin: boolean;
};

/** Header that `server/main.ts` sets on every request, over whatever the client sent. */
const requestIdHeader = "x-request-id";

/** Builds the context once per HTTP request, however many calls its batch has. */
export async function createContext(headers: Headers, publicUrl: string): Promise<ApiContext> {
  const origin = headers.get("origin");
  return {
    viewer: await viewerFromCookies(headers.get("cookie")),
    requestId: headers.get(requestIdHeader) ?? "",
    sameOrigin: origin === null || origin === new URL(publicUrl).origin,
  };
}
