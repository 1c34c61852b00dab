import { TRPCError } from "@trpc/server";
import { notFound } from "next/navigation";
import { api } from "#app/_lib/trpc/server.tsx";
import { may, type Permission, type Role, rolesThatMay } from "#server/members/index.ts";

export interface Access {
  mayRead: boolean;
  mayManage: boolean;
  /** Who may, for those who may not. */
  managers: readonly Role[];
}

/** What the viewer may do with a feature of this workspace. A stranger gets the same 404 as for an unknown slug. */
export async function accessTo(slug: string, read: Permission, manage: Permission): Promise<Access> {
  const caller = await api();
  const { role } = await orNotFound(caller.workspaces.get({ workspace: slug }));
  return { mayRead: may(role, read), mayManage: may(role, manage), managers: rolesThatMay(manage) };
}

/** Shows the 404 page for what the API calls not found. */
export async function orNotFound<Result>(reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof TRPCError && error.code === "NOT_FOUND") notFound();
    throw error;
  }
}
