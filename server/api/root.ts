import { accountRouter } from "#server/account/router.ts";
import { alertsRouter } from "#server/alerts/router.ts";
import { auditRouter } from "#server/audit/router.ts";
import { billingRouter } from "#server/billing/router.ts";
import { budgetRouter } from "#server/budget/router.ts";
import { chatSyncsRouter } from "#server/chat-syncs/router.ts";
import { chatsRouter } from "#server/chats/router.ts";
import { connectionRouter } from "#server/connections/router.ts";
import { dataRouter } from "#server/data/router.ts";
import { deliveriesRouter } from "#server/deliveries/router.ts";
import { destinationsRouter } from "#server/destinations/router.ts";
import { groupsRouter } from "#server/groups/router.ts";
import { inboxesRouter, inboxRouter } from "#server/inbox/router.ts";
import { invitationsRouter } from "#server/invitations/router.ts";
import { labelsRouter } from "#server/labels/router.ts";
import { membersRouter } from "#server/members/router.ts";
import { messagesRouter, scheduledRouter } from "#server/messages/router.ts";
import { noticesRouter } from "#server/notices/router.ts";
import { numbersRouter } from "#server/numbers/router.ts";
import { replaysRouter } from "#server/replays/router.ts";
import { snippetsRouter } from "#server/snippets/router.ts";
import { subscriptionsRouter } from "#server/subscriptions/router.ts";
import { teamworkRouter } from "#server/teamwork/router.ts";
import { tokensRouter } from "#server/tokens/router.ts";
import { usageRouter } from "#server/usage/router.ts";
import { wallsRouter } from "#server/walls/router.ts";
import { webhooksRouter } from "#server/webhooks/router.ts";
import { workspacesRouter } from "#server/workspaces/router.ts";
import { live } from "./live.ts";
import { createCallerFactory, router } from "./trpc.ts";

const domains = {
  workspaces: workspacesRouter,
  connection: connectionRouter,
  numbers: numbersRouter,
  inbox: inboxRouter,
  inboxes: inboxesRouter,
  messages: messagesRouter,
  scheduled: scheduledRouter,
  chats: chatsRouter,
  groups: groupsRouter,
  labels: labelsRouter,
  teamwork: teamworkRouter,
  destinations: destinationsRouter,
  deliveries: deliveriesRouter,
  replays: replaysRouter,
  snippets: snippetsRouter,
  notices: noticesRouter,
  subscriptions: subscriptionsRouter,
  alerts: alertsRouter,
  chatSyncs: chatSyncsRouter,
  billing: billingRouter,
  budget: budgetRouter,
  usage: usageRouter,
  members: membersRouter,
  invitations: invitationsRouter,
  tokens: tokensRouter,
  audit: auditRouter,
  webhooks: webhooksRouter,
  data: dataRouter,
  account: accountRouter,
  live,
};

/** Every procedure; one router a domain. */
export const appRouter = router({ ...domains, walls: wallsRouter(router(domains)) });

export type AppRouter = typeof appRouter;

/** Calls procedures in the same process, for server components and tests. */
export const createCaller = createCallerFactory(appRouter);
