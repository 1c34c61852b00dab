import { z } from "zod";
import type { Call, Handlers } from "../api.ts";
import { ApiError } from "../api-error.ts";
import { profileView } from "../views.ts";

const changes = z.object({ full_name: z.string().optional(), email: z.string().optional() });

function updateProfile(call: Call) {
  const { sandbox, tenant } = call;
  const body = changes.parse(call.body);
  const email = body.email?.toLowerCase();
  if (email && sandbox.store.tenants.find((row) => row.id !== tenant.id && row.user.email === email)) {
    throw new ApiError(409, "Email already in use");
  }
  tenant.user.fullName = body.full_name ?? tenant.user.fullName;
  tenant.user.email = email ?? tenant.user.email;
  return { status: 200, json: profileView(tenant) };
}

export const userHandlers: Handlers = {
  getProfile: ({ tenant }) => ({ status: 200, json: profileView(tenant) }),
  updateProfile,
};
