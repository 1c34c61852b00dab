import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { type Contract, loadContract, type Operation } from "./contract.ts";

/** One entry of the 422 body, in the shape FastAPI gives it. */
export type Issue = { loc: (string | number)[]; msg: string; type: string };

export type CheckedRequest =
  | { ok: true; query: Record<string, unknown>; body: unknown }
  | { ok: false; issues: Issue[] };

export type Validator = {
  checkRequest(
    operation: Operation,
    request: { params: Record<string, string>; query: Record<string, string>; body: unknown },
  ): CheckedRequest;
  /** What the answer breaks in the contract, as sentences; empty when it keeps it. */
  checkAnswer(
    operation: Operation,
    status: number,
    headers: Headers,
    type: string | null,
    body: unknown,
  ): string[];
  checkEvent(event: string, envelope: unknown): string[];
};

function newAjv(document: Contract["document"], options: { coerceTypes?: boolean; useDefaults?: boolean }) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, ...options });
  addFormats(ajv);
  ajv.addSchema(document, "contract");
  return ajv;
}

/**
 * The contract knows people and groups. WhatsApp has more kinds of chats (`@lid`, channels), and they reach MoltFlow's
 * lists and events without asking the contract; only what is sent to MoltFlow is held to its pattern.
 */
function withAnyChatId(document: Contract["document"]): Contract["document"] {
  const { schemas } = document.components;
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...schemas, ChatJid: { type: "string", pattern: "^[^@\\s]+@[a-z.]+$" } },
    },
  };
}

const wordings: Record<string, (error: ErrorObject) => { msg: string; type: string }> = {
  minLength: ({ params }) => ({
    msg: `String should have at least ${params.limit} character${params.limit === 1 ? "" : "s"}`,
    type: "string_too_short",
  }),
  maxLength: ({ params }) => ({
    msg: `String should have at most ${params.limit} characters`,
    type: "string_too_long",
  }),
  minItems: ({ params }) => ({ msg: `List should have at least ${params.limit} items`, type: "too_short" }),
  maxItems: ({ params }) => ({ msg: `List should have at most ${params.limit} items`, type: "too_long" }),
  minimum: ({ params }) => ({
    msg: `Input should be greater than or equal to ${params.limit}`,
    type: "greater_than_equal",
  }),
  maximum: ({ params }) => ({
    msg: `Input should be less than or equal to ${params.limit}`,
    type: "less_than_equal",
  }),
  pattern: ({ params }) => ({
    msg: `String should match pattern '${params.pattern}'`,
    type: "string_pattern_mismatch",
  }),
  enum: ({ params }) => ({ msg: `Input should be one of ${params.allowedValues}`, type: "enum" }),
  type: ({ params }) => ({ msg: `Input should be a valid ${params.type}`, type: `${params.type}_type` }),
  format: ({ params }) => ({
    msg: `Input should be a valid ${params.format}`,
    type: `${params.format}_parsing`,
  }),
};

function toIssue(place: "body" | "path" | "query", error: ErrorObject): Issue {
  const segments = error.instancePath
    .split("/")
    .slice(1)
    .map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
  if (error.keyword === "required") {
    return {
      loc: [place, ...segments, String(error.params.missingProperty)],
      msg: "Field required",
      type: "missing",
    };
  }
  const wording = wordings[error.keyword]?.(error) ?? {
    msg: error.message ?? "Invalid input",
    type: error.keyword,
  };
  return { loc: [place, ...segments], ...wording };
}

function buildValidator(): Validator {
  const contract = loadContract();
  const bodies = newAjv(contract.document, { useDefaults: true });
  const parameters = newAjv(contract.document, { coerceTypes: true, useDefaults: true });
  const answers = newAjv(withAnyChatId(contract.document), {});
  const parameterChecks = new Map<string, ValidateFunction>();

  const at = (ajv: Ajv2020, place: string) => {
    const check = ajv.getSchema(`contract${place}`);
    if (!check) throw new Error(`The contract has no schema at ${place}.`);
    return check;
  };

  function parameterCheck(operation: Operation, place: "path" | "query"): ValidateFunction {
    const name = `${operation.id}:${place}`;
    const known = parameterChecks.get(name);
    if (known) return known;
    const own = operation.parameters.filter((parameter) => parameter.in === place);
    const properties = Object.fromEntries(
      own.map(({ name, schema }) => [
        name,
        typeof schema.$ref === "string" ? { ...schema, $ref: `contract${schema.$ref}` } : schema,
      ]),
    );
    const required = own.filter((parameter) => parameter.required).map((parameter) => parameter.name);
    const check = parameters.compile({ type: "object", properties, required });
    parameterChecks.set(name, check);
    return check;
  }

  return {
    checkRequest(operation, request) {
      const issues: Issue[] = [];
      const query: Record<string, unknown> = { ...request.query };
      for (const [place, values] of [
        ["path", { ...request.params }],
        ["query", query],
      ] as const) {
        const check = parameterCheck(operation, place);
        if (!check(values)) issues.push(...(check.errors ?? []).map((error) => toIssue(place, error)));
      }
      if (operation.bodySchema) {
        if (request.body === undefined)
          issues.push({ loc: ["body"], msg: "Field required", type: "missing" });
        else {
          const check = at(bodies, operation.bodySchema);
          if (!check(request.body))
            issues.push(...(check.errors ?? []).map((error) => toIssue("body", error)));
        }
      }
      return issues.length > 0 ? { ok: false, issues } : { ok: true, query, body: request.body };
    },

    checkAnswer(operation, status, headers, type, body) {
      const documented = operation.answers.get(String(status));
      if (!documented) return [`status ${status} is not documented`];
      const broken = documented.headers
        .filter((name) => name.startsWith("X-RateLimit-") && !/^\d+$/.test(headers.get(name) ?? ""))
        .map((name) => `header ${name} is missing or not a whole number`);
      const place = documented.schemas.get(type ?? "");
      if (documented.schemas.size > 0 && !place) broken.push(`content type ${type} is not documented`);
      if (place && type === "application/json") {
        const check = at(answers, place);
        if (!check(body))
          broken.push(...(check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`));
      }
      return broken;
    },

    checkEvent(event, envelope) {
      const place = `#/webhooks/${encodeURIComponent(event)}/post/requestBody/content/application~1json/schema`;
      const check = at(answers, place);
      return check(envelope)
        ? []
        : (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
    },
  };
}

let validator: Validator | undefined;

/** Compiling the contract's schemas is the slow part, so one validator serves the whole process. */
export function loadValidator(): Validator {
  validator ??= buildValidator();
  return validator;
}
