import type { BrowserContext, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { addresses } from "./addresses.ts";

type Subscription = { endpoint: string; keys: { p256dh: string; auth: string } };

/** Has a browser subscribe at a push service of the test, for it cannot reach its maker's. */
export async function fakePushService(context: BrowserContext, subscription: Subscription): Promise<void> {
  await context.grantPermissions(["notifications"], { origin: addresses().product });
  await context.addInitScript((given) => {
    const stored = () => localStorage.getItem("fake-push");
    const make = (key: string) => {
      const bytes = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
      return {
        endpoint: given.endpoint,
        options: { applicationServerKey: Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)).buffer },
        toJSON: () => given,
        unsubscribe: async () => {
          localStorage.removeItem("fake-push");
          return true;
        },
      } as unknown as PushSubscription;
    };
    PushManager.prototype.subscribe = async (options) => {
      const key = String(options?.applicationServerKey);
      localStorage.setItem("fake-push", key);
      return make(key);
    };
    PushManager.prototype.getSubscription = async () => {
      const key = stored();
      return key === null ? null : make(key);
    };
  }, subscription);
}

/** Gives a push to the page's service worker, as the browser does with what its push service sends. */
export async function deliverPush(page: Page, message: object): Promise<void> {
  const session = await page.context().newCDPSession(page);
  let registrationId: string | undefined;
  session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    registrationId = registrations.find(({ isDeleted }) => !isDeleted)?.registrationId;
  });
  await session.send("ServiceWorker.enable");
  await expect.poll(() => registrationId).toBeDefined();
  await session.send("ServiceWorker.deliverPushMessage", {
    origin: addresses().product,
    registrationId: registrationId ?? "",
    data: JSON.stringify(message),
  });
}

/** The notifications that the browser shows. */
export const shownNotifications = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration("/");
    const shown = (await registration?.getNotifications()) ?? [];
    return shown.map(({ title, body }) => ({ title, body }));
  });

/** Clicks the one notification that is shown. */
export async function clickNotification(page: Page): Promise<void> {
  const [worker] = page.context().serviceWorkers();
  await worker?.evaluate(async () => {
    const scope = globalThis as unknown as ServiceWorkerScope;
    const [notification] = await scope.registration.getNotifications();
    scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
  });
}

type ServiceWorkerScope = {
  registration: { getNotifications: () => Promise<Notification[]> };
  dispatchEvent: (event: Event) => void;
  NotificationEvent: new (name: string, init: { notification?: Notification }) => Event;
};
