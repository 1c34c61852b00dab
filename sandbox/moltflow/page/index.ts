import { readFileSync } from "node:fs";
import type { Context } from "hono";
import { Hono } from "hono";
import type { Sandbox } from "../sandbox.ts";
import type { Session } from "../store.ts";
import { deliveries, faults, homePage, requests, tenants, violations } from "./home.ts";
import {
  type Contact,
  chatsOf,
  connection,
  contacts,
  conversation,
  groupOf,
  members,
  phonePage,
} from "./phone.ts";

const assets = {
  "style.css": { type: "text/css; charset=utf-8", text: asset(new URL("./style.css", import.meta.url)) },
  "client.js": {
    type: "text/javascript; charset=utf-8",
    text: asset(new URL("./client.js", import.meta.url)),
  },
};

function asset(file: URL): string {
  return readFileSync(file, "utf8");
}

const homeParts = { violations, tenants, faults, requests, deliveries };

function isPart(name: string): name is keyof typeof homeParts {
  return Object.hasOwn(homeParts, name);
}

/** The pages people use: an overview at `/` and a phone for each session. */
export function createPages(sandbox: Sandbox): Hono {
  const app = new Hono();
  for (const [name, { type, text }] of Object.entries(assets)) {
    app.get(`/assets/${name}`, (context) => context.body(text, 200, { "Content-Type": type }));
  }
  app.get("/", (context) => context.html(homePage(sandbox)));
  app.get("/parts/:name", (context) => {
    const name = context.req.param("name");
    return isPart(name) ? context.html(homeParts[name](sandbox)) : context.notFound();
  });

  const withSession =
    (answer: (context: Context, session: Session) => Response | Promise<Response>) => (context: Context) => {
      const session = sandbox.store.sessions.get(context.req.param("id") ?? "");
      return session ? answer(context, session) : context.text("This session is gone. Go back to /", 404);
    };
  const contactOf = (context: Context, session: Session): Contact | null => {
    const phone = context.req.query("phone")?.replace(/\D/g, "");
    const jid = context.req.query("chat") || (phone && `${phone}@c.us`);
    const chats = chatsOf(sandbox, session);
    if (!jid) return chats[0] ?? null;
    return chats.find((chat) => chat.jid === jid) ?? { jid, name: context.req.query("name") || null };
  };

  app.get(
    "/sessions/:id",
    withSession((context, session) => context.html(phonePage(sandbox, session, contactOf(context, session)))),
  );
  app.get(
    "/sessions/:id/parts/state",
    withSession(async (context, session) => context.html(await connection(session))),
  );
  app.get(
    "/sessions/:id/parts/contacts",
    withSession((context, session) => context.html(contacts(sandbox, session, contactOf(context, session)))),
  );
  app.get(
    "/sessions/:id/parts/conversation",
    withSession((context, session) => {
      const contact = contactOf(context, session);
      return contact ? context.html(conversation(sandbox, session, contact)) : context.notFound();
    }),
  );
  app.get(
    "/sessions/:id/parts/members",
    withSession((context, session) => {
      const contact = contactOf(context, session);
      const group = contact && groupOf(sandbox, session, contact);
      return group ? context.html(members(group, session)) : context.notFound();
    }),
  );
  return app;
}
