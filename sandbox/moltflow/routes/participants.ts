import { z } from "zod";
import type { Call, Handlers } from "../api.ts";
import { ApiError } from "../api-error.ts";
import {
  addGroup,
  addMember,
  changeMembers,
  demoteMember,
  isAdmin,
  type MemberChange,
  type MemberResult,
  ourselves,
  promoteMember,
  removeMember,
} from "../engine/members.ts";
import { workingSession } from "./finders.ts";

const creation = z.object({ session_id: z.string(), name: z.string(), participants: z.array(z.string()) });
const membership = z.object({ session_id: z.string(), participants: z.array(z.string()) });

/**
 * The contract's `participants` are those it was done for. Why the others failed has no place in it, so `results`
 * stand beside: an addition of the sandbox, to be read as a hint of what upstream may send.
 */
function outcome(results: MemberResult[]) {
  return {
    participants: results.filter(({ reason }) => reason === null).map(({ phone }) => phone),
    results: results.map(({ phone, reason }) =>
      reason === null ? { phone, status: "ok" } : { phone, status: "failed", reason },
    ),
  };
}

function createWaGroup(call: Call) {
  const { session_id, name, participants } = creation.parse(call.body);
  const session = workingSession(call, session_id);
  const group = addGroup(call.sandbox, session, { name, members: [ourselves(session, "owner")] });
  const results = changeMembers(group, participants, addMember);
  return { status: 201, json: { wa_group_id: group.jid, name, ...outcome(results) } };
}

function change(how: MemberChange) {
  return (call: Call) => {
    const { session_id, participants } = membership.parse(call.body);
    const session = workingSession(call, session_id);
    const jid = call.param("wa_group_id");
    const group = call.sandbox.store.groups.find((row) => row.sessionId === session.id && row.jid === jid);
    if (!group) throw new ApiError(404, "Group not found");
    if (!isAdmin(group, session)) throw new ApiError(403, "The number is not an admin of this group");
    const results = changeMembers(group, participants, how);
    return { status: 200, json: { status: "ok", wa_group_id: jid, ...outcome(results) } };
  };
}

export const participantHandlers: Handlers = {
  createWaGroup,
  addParticipants: change(addMember),
  removeParticipants: change(removeMember),
  promoteAdmins: change(promoteMember),
  demoteAdmins: change(demoteMember),
};
