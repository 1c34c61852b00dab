import { countAttempt } from "#server/auth/index.ts";
import { env } from "#server/core/env.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { fill, mailLocaleOf } from "#server/mail/index.ts";
import { findReachable, forgetBrowsers, notePushed, type Owner, unsealBrowser } from "./browsers.ts";
import { pushToBrowser } from "./push-to-browser.ts";
import { findReader } from "./reader.ts";
import { texts } from "./words.ts";

const limit = { limit: 10, windowMs: 60_000 };
const ttlSeconds = 60;

/**
 * Shows a member that notifications reach one of their browsers; resolves once its push service has taken it.
 * @throws DomainError `browser.not_found`, conflict `push.gone`, unavailable `push.not_taken`, limited `push.tests`
 */
export async function testPush(owner: Owner, browserId: string): Promise<void> {
  const { workspaceId, userId } = owner;
  const browser = (await findReachable(owner)).find(({ id }) => id === browserId);
  const reader = userId === null ? null : await findReader({ workspaceId, userId });
  if (!browser || !reader) throw notFound("browser");
  const count = await countAttempt("push-test", reader.userId, limit);
  if (!count.allowed) throw tooOften(count.retryAfterMs);
  const { title, body } = texts[mailLocaleOf(reader.locale)].test;
  const { slug, name } = reader.workspace;
  const message = {
    title,
    body: fill(body, { workspace: name }),
    url: `${env().PUBLIC_URL}/w/${slug}/settings/notifications`,
    tag: "test",
  };
  const { kind } = await pushToBrowser(await unsealBrowser(browser), message, { urgent: true, ttlSeconds });
  if (kind === "sent") return notePushed(owner, [browserId]);
  if (kind !== "gone") throw notTaken();
  await forgetBrowsers(owner, [browserId]);
  throw gone();
}

const gone = () =>
  new DomainError(
    "conflict",
    "push.gone",
    "This browser does not take our notifications any more. Turn them on again there.",
  );

const notTaken = () =>
  new DomainError(
    "unavailable",
    "push.not_taken",
    "The browser's push service did not take the notification. Try again in a minute.",
  );

const tooOften = (retryAfterMs: number) =>
  new DomainError("limited", "push.tests", "That were many tests at once. Try again in a minute.", {
    retryAfterMs,
  });
