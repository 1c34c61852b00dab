import NextAuth from "next-auth";
import { authOptions } from "#server/auth/index.ts";

/** What next-auth answered: where it leads, and the cookies it sets, by name. */
export type AuthAnswer = { status: number; location: string; cookies: Map<string, string> };

type Sent = { method?: "GET" | "POST"; cookies?: Record<string, string>; body?: Record<string, string> };

/** Sends a request for one of next-auth's addresses to it, as its route does, without Next around it. */
export async function askNextAuth(
  url: string,
  { method = "GET", cookies = {}, body = {} }: Sent = {},
): Promise<AuthAnswer> {
  const { pathname, searchParams } = new URL(url, "http://localhost:3000");
  const nextauth = pathname.split("/").slice(3);
  const request = {
    method,
    headers: {},
    cookies,
    body,
    query: { ...Object.fromEntries(searchParams), nextauth },
  };
  const headers = new Map<string, unknown>();
  const answer = { status: 200 };
  const response = {
    getHeader: (name: string) => headers.get(name),
    setHeader: (name: string, value: unknown) => {
      headers.set(name, value);
      return response;
    },
    status: (status: number) => {
      answer.status = status;
      return response;
    },
    json: () => undefined,
    send: () => undefined,
    end: () => undefined,
  };
  await NextAuth(request as never, response as never, authOptions());
  const set = [headers.get("Set-Cookie") ?? []].flat().map(String);
  const pairs = set.map((line) => line.split(";", 1)[0]?.split("=") ?? []);
  return {
    status: answer.status,
    location: String(headers.get("Location") ?? ""),
    cookies: new Map(pairs.map(([name = "", value = ""]) => [name, decodeURIComponent(value)])),
  };
}
