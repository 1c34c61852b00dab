const workerUrl = "/push-worker.js";
/** Read by the worker when the push service gives the browser another address. */
const cacheName = "moltdesk-push";
const workspacesUrl = "/push-workspaces";

/** Whether this browser can be pushed to at all; `homeScreen`: only once the app is on an iPhone's home screen. */
export type PushSupport = "supported" | "unsupported" | "insecure" | "homeScreen";

/** What this browser knows of itself. `sha256`: the digest of the address under which it is reached, if it has one. */
export type OwnPush = { support: PushSupport; permission: NotificationPermission; sha256: string | null };

/** Looks at this browser without asking its user anything. */
export async function readOwnPush(): Promise<OwnPush> {
  const support = supportOf();
  if (support !== "supported") return { support, permission: "default", sha256: null };
  const subscription = await ownSubscription();
  return {
    support,
    permission: Notification.permission,
    sha256: subscription && (await digestOf(subscription.endpoint)),
  };
}

function supportOf(): PushSupport {
  if (!window.isSecureContext) return "insecure";
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return "supported";
  // An iPad says that it is a Mac, which has no touch screen.
  const isApple = /iPhone|iPad|Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1;
  return isApple ? "homeScreen" : "unsupported";
}

async function ownSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function digestOf(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What the API wants to know of a browser. */
export type Subscribed = {
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } };
  userAgent: string;
};

/**
 * Subscribes this browser for pushes of whoever has `publicKey` (base64url), with a new address if it had one of
 * another key. Its user has allowed notifications. @throws DOMException when the push service is out of reach
 */
export async function subscribe(publicKey: string): Promise<Subscribed> {
  await navigator.serviceWorker.register(workerUrl, { scope: "/" });
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  if (before && keyOf(before) !== publicKey) await before.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint = "", keys = {} } = made.toJSON();
  const { p256dh = "", auth = "" } = keys;
  return { subscription: { endpoint, keys: { p256dh, auth } }, userAgent: navigator.userAgent };
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** Gives this browser's address up. */
export async function unsubscribe(): Promise<void> {
  await (await ownSubscription())?.unsubscribe();
}

/** Notes that a workspace pushes here, or does so no more. @returns how many do */
export async function noteWorkspace(slug: string, isOn: boolean): Promise<number> {
  const cache = await caches.open(cacheName);
  const stored = await cache.match(workspacesUrl);
  const known: string[] = stored ? await stored.json() : [];
  const others = known.filter((other) => other !== slug);
  const now = isOn ? [...others, slug] : others;
  await cache.put(workspacesUrl, Response.json(now));
  return now.length;
}
