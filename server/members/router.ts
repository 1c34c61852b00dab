import type { Entered } from "#server/api/enter.ts";
import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { changeMember } from "./change-member.ts";
import { endSessions } from "./end-sessions.ts";
import { leaveWorkspace } from "./leave-workspace.ts";
import { getMember, listMembers, type MembersReader } from "./reads.ts";
import { removeMember } from "./remove-member.ts";
import { permissions } from "./roles.ts";
import { changeMemberSchema, listMembersSchema, memberInput, removeMemberSchema } from "./schemas.ts";
import { resumeMember, suspendMember } from "./suspend-member.ts";
import { transferOwnership } from "./transfer-ownership.ts";

const read = workspaceProcedure("members.read");
/** Changes who may do what. */
const manage = workspaceProcedure("members.manage", { confirmed: true });

const readerOf = ({ authorId, may }: Pick<Entered, "authorId" | "may">): MembersReader => ({
  userId: authorId,
  mayManage: may("members.manage"),
});

export const membersRouter = router({
  list: read
    .input(listMembersSchema)
    .query(({ ctx, input }) => listMembers(ctx.workspace.id, input, readerOf(ctx))),
  get: read
    .input(memberInput)
    .query(({ ctx, input }) => getMember(ctx.workspace.id, input.userId, readerOf(ctx))),
  /** What the caller may do here, for programs and for the palette. */
  myAccess: workspaceProcedure("workspace.read").query(({ ctx: { workspace, authorId, may } }) => {
    const { role, onlyNumbers, assignedOnly, hidePhones, noExport } = workspace;
    return {
      userId: authorId,
      role,
      restrictions: { onlyNumbers, assignedOnly, hidePhones, noExport },
      permissions: permissions.filter(may),
    };
  }),
  change: manage
    .input(changeMemberSchema)
    .mutation(({ ctx, input }) => changeMember(ctx.workspace.id, input, ctx.actor)),
  suspend: manage
    .input(memberInput)
    .mutation(({ ctx, input }) => suspendMember(ctx.workspace.id, input.userId, ctx.actor)),
  resume: manage
    .input(memberInput)
    .mutation(({ ctx, input }) => resumeMember(ctx.workspace.id, input.userId, ctx.actor)),
  endSessions: manage
    .input(memberInput)
    .mutation(({ ctx, input }) => endSessions(ctx.workspace.id, input.userId, ctx.actor)),
  remove: manage
    .input(removeMemberSchema)
    .mutation(({ ctx, input }) => removeMember(ctx.workspace.id, input, ctx.actor)),
  transfer: workspaceProcedure("workspace.transfer", { confirmed: true })
    .input(memberInput)
    .mutation(({ ctx, input }) => transferOwnership(ctx.workspace.id, input.userId, ctx.actor)),
  leave: workspaceProcedure("workspace.read", { confirmed: true }).mutation(({ ctx }) =>
    leaveWorkspace(ctx.workspace.id, ctx.actor),
  ),
});
