// Shows notifications while no tab of Moltdesk is open. Plain JavaScript that no build touches; it keeps nothing but
// the addresses of the workspaces that push here (written by app/w/[workspace]/settings/notifications/_push/).

const cacheName = "moltdesk-push";
const workspacesUrl = "/push-workspaces";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const { title, body, url, tag } = read(event.data);
  const options = { body, tag, renotify: tag !== undefined, data: { url }, icon: "/icon-192.png" };
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(ownUrl(event.notification.data?.url)));
});

// The push service gave this browser another address: whoever pushes here has to learn it.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(subscribeAnew(event));
});

/** A browser shows something for every push, so one that cannot be read is shown without its words. */
function read(data) {
  try {
    const { title, body, url, tag } = data.json();
    return { title: String(title), body: String(body), url, tag };
  } catch {
    return { title: "Moltdesk", body: "", url: "/", tag: undefined };
  }
}

/** Never leads anywhere but into Moltdesk. */
function ownUrl(url) {
  const parsed = URL.parse(url ?? "/", self.location.origin);
  return parsed?.origin === self.location.origin ? parsed.href : self.location.origin;
}

/** In a tab that shows it, else in one of the same workspace, else in a new one. */
async function show(url) {
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const place = new URL(url);
  const workspace = place.pathname.split("/").slice(0, 3).join("/");
  const isThere = ({ url: at }) => new URL(at).pathname === place.pathname;
  const isNear = ({ url: at }) => `${new URL(at).pathname}/`.startsWith(`${workspace}/`);
  const tab = tabs.find(isThere) ?? tabs.find(isNear);
  if (!tab) return self.clients.openWindow(url);
  // A tab that this worker does not control cannot be led anywhere.
  const led = tab.url === url ? tab : tab.navigate(url).catch(() => self.clients.openWindow(url));
  return Promise.all([tab.focus(), led]);
}

async function subscribeAnew({ oldSubscription, newSubscription }) {
  const subscription =
    newSubscription ?? (await self.registration.pushManager.subscribe(oldSubscription.options));
  const stored = await (await caches.open(cacheName)).match(workspacesUrl);
  const workspaces = stored ? await stored.json() : [];
  await Promise.allSettled(workspaces.map((workspace) => tell(workspace, subscription)));
}

const tell = (workspace, subscription) =>
  fetch("/api/trpc/alerts.addBrowser", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ workspace, subscription, userAgent: navigator.userAgent }),
  });
