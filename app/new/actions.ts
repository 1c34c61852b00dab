"use server";

import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { requireViewer } from "#app/_lib/auth/viewer.ts";
import { refusalText } from "#app/_lib/errors/refusal-text.ts";
import { suggestLocale } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";
import {
  createWorkspace,
  createWorkspaceSchema,
  suggestSlug,
  suggestSlugSchema,
} from "#server/workspaces/index.ts";

/** What the form shows after an attempt that did not make a workspace. */
export type NameFormState = {
  values: { name: string; slug: string };
  /** Names of messages under `errors`. */
  fields: { name?: string | undefined; slug?: string | undefined };
  refusal: { text: string; suggestion: string | null } | null;
};

const formSchema = z.object({ name: z.string().catch(""), slug: z.string().catch("") });

/** A free address for a workspace of this name; null while there is no name. */
export async function suggestAddress(name: string): Promise<string | null> {
  await requireViewer();
  const input = suggestSlugSchema.safeParse({ name });
  return input.success ? suggestSlug(input.data.name) : null;
}

/** Without JavaScript the address may come empty. */
async function readForm(form: FormData) {
  const { name, slug } = formSchema.parse(Object.fromEntries(form));
  return { name, slug: slug || ((await suggestAddress(name)) ?? "") };
}

async function refusalOf(error: unknown): Promise<NameFormState["refusal"]> {
  const text = await refusalText(error);
  const suggestion = error instanceof DomainError ? error.params.suggestion : undefined;
  return { text, suggestion: suggestion === undefined ? null : String(suggestion) };
}

/** Makes the workspace and goes on to connect it, or comes back with the reason why not. */
export async function nameWorkspace(_before: NameFormState, form: FormData): Promise<NameFormState> {
  const viewer = await requireViewer();
  const values = await readForm(form);
  const input = createWorkspaceSchema.safeParse(values);
  if (!input.success) {
    const { fieldErrors } = z.flattenError(input.error);
    return { values, fields: { name: fieldErrors.name?.[0], slug: fieldErrors.slug?.[0] }, refusal: null };
  }
  try {
    await suggestLocale(viewer.id, await getLocale());
    await createWorkspace(viewer.id, input.data);
  } catch (error) {
    return { values, fields: {}, refusal: await refusalOf(error) };
  }
  redirect(`/w/${input.data.slug}/settings/connection`);
}
