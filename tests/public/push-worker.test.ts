import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";

const source = readFileSync(new URL("../../public/push-worker.js", import.meta.url), "utf8");
const origin = "https://desk.example";

type Tab = { url: string; focused: boolean; canNavigate?: boolean };
type Handler = (event: object) => void;

/** The worker in a browser that is not there: what it shows, opens and sends is written down. */
function startWorker({ tabs = [] as Tab[], workspaces = [] as string[] } = {}) {
  const handlers = new Map<string, Handler>();
  const shown: { title: string; options: { body: string; tag?: string; data: { url?: string } } }[] = [];
  const [opened, sent] = [[] as string[], [] as { url: string; body: Record<string, unknown> }[]];
  const clientOf = (tab: Tab) => ({
    get url() {
      return tab.url;
    },
    focus: async () => {
      tab.focused = true;
    },
    navigate: async (url: string) => {
      if (tab.canNavigate === false) throw new TypeError("This service worker is not the client's.");
      tab.url = url;
    },
  });
  const subscription = (endpoint: string) => ({ endpoint, options: {}, toJSON: () => ({ endpoint }) });
  const self = {
    location: { origin },
    addEventListener: (name: string, handler: Handler) => handlers.set(name, handler),
    skipWaiting: () => undefined,
    clients: {
      claim: async () => undefined,
      matchAll: async () => tabs.map(clientOf),
      openWindow: async (url: string) => void opened.push(url),
    },
    registration: {
      showNotification: async (title: string, options: (typeof shown)[number]["options"]) =>
        void shown.push({ title, options }),
      pushManager: { subscribe: async () => subscription("https://push.example/made-anew") },
    },
  };
  const stored = { match: async () => (workspaces.length > 0 ? Response.json(workspaces) : undefined) };
  const fetchOnce = async (url: string, { body }: { body: string }) => {
    sent.push({ url, body: JSON.parse(body) });
    return Response.json({});
  };
  const scope = {
    self,
    URL,
    caches: { open: async () => stored },
    fetch: fetchOnce,
    navigator: { userAgent: "A browser" },
  };
  runInContext(source, createContext(scope));
  /** Resolves once the worker is done with an event. */
  async function fire(name: string, event: object): Promise<void> {
    const work: unknown[] = [];
    handlers.get(name)?.({ ...event, waitUntil: (promise: unknown) => work.push(promise) });
    await Promise.all(work);
  }
  const click = (url?: string) =>
    fire("notificationclick", { notification: { close: () => undefined, data: { url } } });
  return { shown, opened, sent, fire, click, subscription };
}

const chat = `${origin}/w/harbour/chats/1`;

describe("a push", () => {
  test("is shown as it says, and takes the place of the one with the same tag", async () => {
    const { shown, fire } = startWorker();
    await fire("push", {
      data: { json: () => ({ title: "Refunds", body: "1 new message", url: chat, tag: "t" }) },
    });
    expect(shown).toMatchObject([
      { title: "Refunds", options: { body: "1 new message", tag: "t", renotify: true, data: { url: chat } } },
    ]);
  });

  test.each([
    ["that is none", null],
    ["that is no JSON", { json: () => JSON.parse("{") }],
    ["that is no object", { json: () => null }],
  ])("%s is shown all the same, as browsers ask", async (_name, data) => {
    const { shown, fire } = startWorker();
    await fire("push", { data });
    expect(shown).toMatchObject([{ title: "Moltdesk", options: { body: "", renotify: false } }]);
  });
});

describe("a click on a notification", () => {
  test("goes to the tab that shows it already", async () => {
    const tabs = [
      { url: `${origin}/w/harbour/inbox`, focused: false },
      { url: chat, focused: false },
    ];
    const { click, opened } = startWorker({ tabs });
    await click(chat);
    expect(tabs.map(({ focused }) => focused)).toEqual([false, true]);
    expect(opened).toEqual([]);
  });

  test("leads a tab of the same workspace there, and leaves other workspaces alone", async () => {
    const tabs = [
      { url: `${origin}/w/harbour-two/inbox`, focused: false },
      { url: `${origin}/w/harbour`, focused: false },
    ];
    const { click } = startWorker({ tabs });
    await click(chat);
    expect(tabs).toMatchObject([{ focused: false }, { url: chat, focused: true }]);
  });

  test("opens a tab when there is none, or when the one that is there cannot be led", async () => {
    const none = startWorker();
    await none.click(chat);
    expect(none.opened).toEqual([chat]);
    const stubborn = startWorker({
      tabs: [{ url: `${origin}/w/harbour/inbox`, focused: false, canNavigate: false }],
    });
    await stubborn.click(chat);
    expect(stubborn.opened).toEqual([chat]);
  });

  test.each([
    "https://evil.example/",
    "javascript:alert(1)",
    "//evil.example",
    "http://desk.example/",
    "http://[",
  ])("never leads to %s", async (url) => {
    const { click, opened } = startWorker();
    await click(url);
    expect(opened).toEqual([origin]);
  });
});

describe("a new address for this browser", () => {
  test("is told to every workspace that pushes here, whether the browser made it or the worker has to", async () => {
    const { fire, sent, subscription } = startWorker({ workspaces: ["harbour", "clinic"] });
    const oldSubscription = subscription("https://push.example/old");
    await fire("pushsubscriptionchange", { oldSubscription, newSubscription: null });
    expect(sent.map(({ url, body }) => [url, body.workspace])).toEqual([
      ["/api/trpc/alerts.addBrowser", "harbour"],
      ["/api/trpc/alerts.addBrowser", "clinic"],
    ]);
    expect(sent[0]?.body).toMatchObject({
      subscription: { endpoint: "https://push.example/made-anew" },
      userAgent: "A browser",
    });
    const newSubscription = subscription("https://push.example/given");
    await fire("pushsubscriptionchange", { oldSubscription, newSubscription });
    expect(sent[2]?.body).toMatchObject({ subscription: { endpoint: "https://push.example/given" } });
  });

  test("is nobody's business where no workspace pushes", async () => {
    const { fire, sent, subscription } = startWorker();
    await fire("pushsubscriptionchange", { oldSubscription: subscription("x"), newSubscription: null });
    expect(sent).toEqual([]);
  });
});
