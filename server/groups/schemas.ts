import { z } from "zod";
import { contactAddress, parseContact } from "#server/core/contact.ts";
import type { MonitorMode, ParticipantReason } from "#server/moltflow/index.ts";
import type { Fresh } from "#server/upstream/index.ts";

/** How MoltFlow chooses which messages of a group it keeps; the plan has to include `ai_analysis`. */
export const monitorModes = [
  "all",
  "keywords",
  "mentions",
  "first_message",
  "ai_analysis",
] as const satisfies readonly MonitorMode[];

/** The contract sets no upper bounds here; these keep one request small. */
export const maxKeywords = 50;
export const maxKeywordCharacters = 100;
export const maxWordsCharacters = 2_000;
export const maxPeople = 100;
export const maxGroupNameCharacters = 100;
export const groupMessagesPerPage = 100;

const sameWord = (word: string) => word.normalize("NFC").toLocaleLowerCase("en");

/** The first of each; capitals make no difference, as MoltFlow's search knows none. */
export function uniqueKeywords(keywords: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const keyword of keywords) {
    if (!seen.has(sameWord(keyword))) seen.set(sameWord(keyword), keyword);
  }
  return [...seen.values()];
}

const keywordSchema = z
  .string()
  .trim()
  .min(1, "group.keyword_empty")
  .max(maxKeywordCharacters, "group.keyword_long");

const keywordsSchema = z
  .array(keywordSchema)
  .transform(uniqueKeywords)
  .pipe(z.array(z.string()).max(maxKeywords, "group.keywords_many"));

const wordsSchema = z.string().trim().max(maxWordsCharacters, "group.words_long");

/** Whoever gets the group's messages at this address reads them all; MoltFlow itself refuses private ones. */
const webhookUrlSchema = z
  .url({ protocol: /^https$/, error: "group.webhook_url" })
  .max(2_000, "group.webhook_url");

const monitoring = {
  mode: z.enum(monitorModes),
  keywords: keywordsSchema.optional(),
  /** What the AI is to look for; null for nothing in particular. */
  prompt: wordsSchema.nullable().optional(),
  autoRespond: z.boolean().optional(),
  responseTemplate: wordsSchema.nullable().optional(),
  autoLabelLeads: z.boolean().optional(),
  /** The label that chats of leads get. */
  leadLabelId: z.uuid().nullable().optional(),
  webhookUrl: webhookUrlSchema.nullable().optional(),
};

type Monitoring = {
  mode?: MonitorMode | undefined;
  keywords?: readonly string[] | undefined;
  autoRespond?: boolean | undefined;
  responseTemplate?: string | null | undefined;
};

/** What belongs together: keywords to the mode that matches them, words to an answer by itself. */
const belongsTogether = <T extends z.ZodType<Monitoring>>(schema: T) =>
  schema
    .refine(({ mode, keywords }) => mode !== "keywords" || (keywords?.length ?? 0) > 0, {
      path: ["keywords"],
      error: "group.keywords_missing",
    })
    .refine(({ autoRespond, responseTemplate }) => !autoRespond || Boolean(responseTemplate), {
      path: ["responseTemplate"],
      error: "group.template_missing",
    });

/** WhatsApp's address of a group. */
const waGroupIdSchema = z.string().regex(/^[0-9]+(-[0-9]+)?@g\.us$/, "group.address_invalid");

export const watchGroupSchema = belongsTogether(
  z.object({ numberId: z.uuid(), waGroup: waGroupIdSchema, ...monitoring }),
);
export type WatchGroupInput = z.output<typeof watchGroupSchema>;

export const groupInput = z.object({ groupId: z.uuid() });
export const numberOfGroupsInput = z.object({ numberId: z.uuid() });

export const changeGroupSchema = belongsTogether(z.object({ groupId: z.uuid(), ...monitoring }));
export type ChangeGroupInput = z.output<typeof changeGroupSchema>;

export const pauseGroupSchema = z.object({ groupId: z.uuid(), isActive: z.boolean() });

/** `page` counts from 0, the newest messages. */
export const groupMessagesSchema = z.object({
  groupId: z.uuid(),
  page: z.int().min(0).max(1_000).default(0),
});
export type GroupMessagesInput = z.output<typeof groupMessagesSchema>;

/** A phone number as people write it, to the one form that MoltFlow answers with: `+49…`. */
const phoneSchema = z
  .string()
  .max(40, "group.phone_invalid")
  .transform((typed, context) => {
    const contact = parseContact(typed);
    if (contact?.kind === "phone") return `+${contactAddress(contact).split("@")[0]}`;
    context.addIssue({ code: "custom", message: "group.phone_invalid" });
    return z.NEVER;
  });

const peopleSchema = z
  .array(phoneSchema)
  .min(1, "group.people_missing")
  .max(maxPeople, "group.people_many")
  .transform((phones) => [...new Set(phones)]);

export const createWaGroupSchema = z.object({
  numberId: z.uuid(),
  name: z.string().trim().min(1, "group.name_missing").max(maxGroupNameCharacters, "group.name_long"),
  people: peopleSchema,
});
export type CreateWaGroupInput = z.output<typeof createWaGroupSchema>;

export const peopleActs = ["add", "remove", "promote", "demote"] as const;
export type PeopleAct = (typeof peopleActs)[number];

export const changePeopleSchema = z.object({ groupId: z.uuid(), people: peopleSchema });
export type ChangePeopleInput = z.output<typeof changePeopleSchema>;

/** How old an answer of MoltFlow is. */
export type Age = Omit<Fresh<unknown>, "data">;

/** A group that MoltFlow watches for one of the workspace's numbers. Instants are ISO 8601. */
export type GroupView = {
  id: string;
  numberId: string;
  numberName: string;
  /** WhatsApp's address of it. */
  waGroupId: string;
  name: string;
  /** One of `monitorModes`, or a word that MoltFlow added since; null when it did not say. */
  mode: string | null;
  keywords: string[];
  prompt: string | null;
  autoRespond: boolean;
  responseTemplate: string | null;
  autoLabelLeads: boolean;
  /** Null too for a label that we have not read yet. */
  leadLabelId: string | null;
  hasWebhook: boolean;
  /** Null too for whoever may not see addresses of other programs. */
  webhookUrl: string | null;
  isActive: boolean;
  leadsDetected: number | null;
  messagesProcessed: number | null;
  createdAt: string | null;
};

/** `groups` is null while MoltFlow's very first answer is on its way. */
export type GroupList = { groups: GroupView[] | null; age: Age };

/** A watched group with the chat in which its messages can be answered, if there is one in sight. */
export type GroupDetail = { group: GroupView; chat: string | null; age: Age };

/** A WhatsApp group that a number is in; `watchedAs` is the id of its watching. */
export type AvailableGroupView = {
  waGroupId: string;
  name: string;
  people: number | null;
  watchedAs: string | null;
};
export type AvailableGroups = { groups: AvailableGroupView[] | null; age: Age };

/** What MoltFlow's AI made of a message: `leadScore` 1–10, `confidence` 0–1. */
export type AnalysisView = {
  intent: string | null;
  leadScore: number | null;
  confidence: number | null;
  reason: string | null;
};

export type GroupMessageView = {
  id: string;
  senderName: string | null;
  senderPhone: string | null;
  /** MoltFlow keeps at most 500 characters. */
  text: string;
  sentAt: string | null;
  analysis: AnalysisView | null;
};

/** Newest first. `total` is null when MoltFlow does not say. */
export type GroupMessagePageView = {
  messages: GroupMessageView[] | null;
  total: number | null;
  hasMore: boolean;
  age: Age;
};

/**
 * What became of one person: `done`, `failed` with a reason and MoltFlow's own words, or `unknown` when the answer does
 * not tell; then somebody looks before it is tried again.
 */
export type PersonResult = {
  phone: string;
  outcome: "done" | "failed" | "unknown";
  reason: ParticipantReason | null;
  words: string | null;
};

export type PeopleResult = { results: PersonResult[] };
/** `waGroupId` is null when it is unknown whether the group was made. */
export type CreatedGroup = { waGroupId: string | null; name: string; results: PersonResult[] };
