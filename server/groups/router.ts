import type { Entered } from "#server/api/enter.ts";
import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { changeGroup, pauseGroup } from "./change-group.ts";
import { changePeople } from "./change-people.ts";
import { createWaGroup } from "./create-wa-group.ts";
import { lookAtGroup } from "./look-at-group.ts";
import {
  getGroup,
  listAvailable,
  listGroupMessages,
  listGroups,
  type Reader,
  refreshAvailable,
  refreshGroupMessages,
  refreshGroups,
} from "./reads.ts";
import {
  changeGroupSchema,
  changePeopleSchema,
  createWaGroupSchema,
  groupInput,
  groupMessagesSchema,
  numberOfGroupsInput,
  type PeopleAct,
  pauseGroupSchema,
  watchGroupSchema,
} from "./schemas.ts";
import { unwatchGroup } from "./unwatch-group.ts";
import { watchGroup } from "./watch-group.ts";

const read = workspaceProcedure("groups.read");
const manage = workspaceProcedure("groups.manage");

const readerOf = ({ sight, actor, may }: Entered): Reader => ({
  ...{ place: sight, actor, seesAddresses: may("webhooks.read") },
});

const peopleProcedure = (act: PeopleAct) =>
  manage
    .input(changePeopleSchema)
    .mutation(({ ctx, input }) => changePeople(ctx.sight, act, input, ctx.actor));

/** The `refresh…` ones and `look` ask MoltFlow; the other reads answer from what it last said. */
export const groupsRouter = router({
  list: read.query(({ ctx }) => listGroups(readerOf(ctx))),
  refresh: read.mutation(({ ctx }) => refreshGroups(readerOf(ctx))),
  get: read.input(groupInput).query(({ ctx, input }) => getGroup(readerOf(ctx), input.groupId)),
  look: read.input(groupInput).mutation(({ ctx, input }) => lookAtGroup(readerOf(ctx), input.groupId)),
  available: read
    .input(numberOfGroupsInput)
    .query(({ ctx, input }) => listAvailable(readerOf(ctx), input.numberId)),
  refreshAvailable: read
    .input(numberOfGroupsInput)
    .mutation(({ ctx, input }) => refreshAvailable(readerOf(ctx), input.numberId)),
  messages: read
    .input(groupMessagesSchema)
    .query(({ ctx, input }) => listGroupMessages(readerOf(ctx), input)),
  refreshMessages: read
    .input(groupMessagesSchema)
    .mutation(({ ctx, input }) => refreshGroupMessages(readerOf(ctx), input)),
  watch: manage.input(watchGroupSchema).mutation(({ ctx, input }) => watchGroup(ctx.sight, input, ctx.actor)),
  change: manage
    .input(changeGroupSchema)
    .mutation(({ ctx, input }) => changeGroup(ctx.sight, input, ctx.actor)),
  pause: manage.input(pauseGroupSchema).mutation(({ ctx, input }) => pauseGroup(ctx.sight, input, ctx.actor)),
  unwatch: manage
    .input(groupInput)
    .mutation(({ ctx, input }) => unwatchGroup(ctx.sight, input.groupId, ctx.actor)),
  create: manage
    .input(createWaGroupSchema)
    .mutation(({ ctx, input }) => createWaGroup(ctx.sight, input, ctx.actor)),
  addPeople: peopleProcedure("add"),
  removePeople: peopleProcedure("remove"),
  promote: peopleProcedure("promote"),
  demote: peopleProcedure("demote"),
});
