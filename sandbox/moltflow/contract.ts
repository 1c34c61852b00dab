import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import type { PlanId } from "./store.ts";

/** The contract the sandbox stands in for, read once per process. */
const contractFile = new URL("../../server/moltflow/openapi.yaml", import.meta.url);

const reference = z.object({ $ref: z.string() });
const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(["path", "query", "header"]),
  required: z.boolean().optional(),
  schema: z.record(z.string(), z.unknown()),
});
const content = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }).loose());
const responseSchema = z.object({
  headers: z.record(z.string(), z.unknown()).optional(),
  content: content.optional(),
});
const operationSchema = z.object({
  operationId: z.string(),
  tags: z.tuple([z.string()]).rest(z.string()),
  "x-scope": z.string().nullish(),
  security: z.array(z.record(z.string(), z.unknown())).optional(),
  parameters: z.array(z.union([reference, parameterSchema])).optional(),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.union([reference, responseSchema])),
});
const planSchema = z.object({
  price_usd: z.object({ monthly: z.number(), yearly: z.number().nullable() }),
  requests_per_minute: z.number(),
  messages_per_month: z.number(),
  sessions: z.number(),
  monitored_groups: z.number(),
  ai: z.boolean(),
});
const transitionSchema = z.object({
  from: z.string(),
  to: z.string(),
  trigger: z.string(),
  actor: z.string(),
});
const urlProperty = z
  .object({ properties: z.object({ url: z.record(z.string(), z.unknown()) }).loose() })
  .loose();

const documentSchema = z
  .object({
    "x-plans": z.object({ free: planSchema, starter: planSchema, pro: planSchema, business: planSchema }),
    "x-scopes": z.record(z.string(), z.unknown()),
    paths: z.record(z.string(), z.record(z.string(), z.unknown())),
    webhooks: z.record(
      z.string(),
      z.looseObject({
        post: z.looseObject({
          requestBody: z.looseObject({
            content: z.looseObject({
              "application/json": z.looseObject({
                example: z.object({ event: z.string(), data: z.record(z.string(), z.unknown()) }),
              }),
            }),
          }),
        }),
      }),
    ),
    components: z
      .object({
        parameters: z.record(z.string(), z.unknown()),
        responses: z.record(z.string(), responseSchema),
        schemas: z
          .object({
            SessionStatus: z
              .object({ "x-state-machine": z.object({ transitions: z.array(transitionSchema) }) })
              .loose(),
            WebhookEvent: z.object({ enum: z.array(z.string()) }).loose(),
            WebhookCreate: urlProperty,
            WebhookUpdate: urlProperty,
          })
          .loose(),
      })
      .loose(),
  })
  .loose();

type Document = z.infer<typeof documentSchema>;
export type Parameter = z.infer<typeof parameterSchema>;
export type Plan = z.infer<typeof planSchema>;

/** One documented answer: the headers it lists and, by media type, where its schema stands in the document. */
export type DocumentedAnswer = { headers: string[]; schemas: Map<string, string> };

export type Operation = {
  id: string;
  method: string;
  path: string;
  tag: string;
  scope: string | null;
  isPublic: boolean;
  takesToken: boolean;
  parameters: Parameter[];
  bodySchema: string | null;
  answers: Map<string, DocumentedAnswer>;
};

export type RouteMatch =
  | { found: "operation"; operation: Operation; params: Record<string, string> }
  | { found: "path"; allowed: string[] };

export type SessionMove = "start" | "stop" | "restart" | "logout";

export type Contract = {
  document: Document;
  operations: Operation[];
  plans: Record<PlanId, Plan>;
  scopes: string[];
  webhookEvents: string[];
  /** Finds the operation for a method and a path without the `/api/v2` prefix. */
  match(method: string, path: string): RouteMatch | null;
  allowsMove(from: string, move: SessionMove): boolean;
  /** The `data` of the contract's own sample of a webhook event. */
  sampleEventData(event: string): Record<string, unknown>;
};

function pointer(...segments: string[]): string {
  return `#/${segments.map((segment) => encodeURIComponent(segment.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;
}

function lastSegment(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}

function readAnswer(
  document: Document,
  path: string,
  method: string,
  status: string,
  raw: unknown,
): DocumentedAnswer {
  const named = reference.safeParse(raw);
  const name = named.success ? lastSegment(named.data.$ref) : null;
  const response = name ? document.components.responses[name] : responseSchema.parse(raw);
  const base = name ? ["components", "responses", name] : ["paths", path, method, "responses", status];
  const types = Object.keys(response?.content ?? {});
  return {
    headers: Object.keys(response?.headers ?? {}),
    schemas: new Map(types.map((type) => [type, pointer(...base, "content", type, "schema")])),
  };
}

function readOperation(document: Document, path: string, method: string, raw: unknown): Operation {
  const operation = operationSchema.parse(raw);
  const parameters = (operation.parameters ?? []).map((parameter) =>
    "$ref" in parameter
      ? parameterSchema.parse(document.components.parameters[lastSegment(parameter.$ref)])
      : parameter,
  );
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    tag: operation.tags[0],
    scope: operation["x-scope"] ?? null,
    isPublic: operation.security?.length === 0,
    takesToken: operation.security?.some((scheme) => "queryToken" in scheme) ?? false,
    parameters,
    bodySchema: operation.requestBody?.content["application/json"]
      ? pointer("paths", path, method, "requestBody", "content", "application/json", "schema")
      : null,
    answers: new Map(
      Object.entries(operation.responses).map(([status, answer]) => [
        status,
        readAnswer(document, path, method, status, answer),
      ]),
    ),
  };
}

const methods = new Set(["get", "post", "put", "patch", "delete"]);

function readOperations(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.has(method))
      .map(([method, raw]) => readOperation(document, path, method, raw)),
  );
}

type Route = { path: string; pattern: RegExp; names: string[]; operations: Operation[] };

function readRoutes(operations: Operation[]): Route[] {
  const paths = [...new Set(operations.map((operation) => operation.path))];
  const routes = paths.map((path) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "");
    const source = path.replaceAll(/[.]/g, "\\.").replaceAll(/\{\w+\}/g, "([^/]+)");
    return {
      path,
      names,
      pattern: new RegExp(`^${source}$`),
      operations: operations.filter((operation) => operation.path === path),
    };
  });
  // A literal path wins over one with a parameter in the same place (/groups/create over /groups/{group_id}).
  return routes.sort((a, b) => a.names.length - b.names.length);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // A malformed escape is an id that no row has; validation answers it.
  }
}

function readContract(): Contract {
  const document = documentSchema.parse(parse(readFileSync(contractFile, "utf8")));
  // The contract's prose answers a non-HTTPS URL with 400; its pattern would make it a 422 before the rule runs.
  delete document.components.schemas.WebhookCreate.properties.url.pattern;
  delete document.components.schemas.WebhookUpdate.properties.url.pattern;

  const operations = readOperations(document);
  const routes = readRoutes(operations);
  const { transitions } = document.components.schemas.SessionStatus["x-state-machine"];
  return {
    document,
    operations,
    plans: document["x-plans"],
    scopes: Object.keys(document["x-scopes"]),
    webhookEvents: document.components.schemas.WebhookEvent.enum,
    match(method, path) {
      let allowed: string[] = [];
      for (const route of routes) {
        const found = route.pattern.exec(path);
        if (!found) continue;
        const operation = route.operations.find((candidate) => candidate.method === method);
        if (operation) {
          const params = Object.fromEntries(
            route.names.map((name, index) => [name, decodeSegment(found[index + 1] ?? "")]),
          );
          return { found: "operation", operation, params };
        }
        allowed = [...allowed, ...route.operations.map((candidate) => candidate.method)];
      }
      return allowed.length > 0 ? { found: "path", allowed } : null;
    },
    allowsMove: (from, move) =>
      transitions.some(
        (transition) =>
          transition.actor === "client" &&
          (transition.from === from || transition.from === "*") &&
          transition.trigger.includes(`/${move}`),
      ),
    sampleEventData: (event) =>
      document.webhooks[event]?.post.requestBody.content["application/json"].example.data ?? {},
  };
}

let contract: Contract | undefined;

export function loadContract(): Contract {
  contract ??= readContract();
  return contract;
}
