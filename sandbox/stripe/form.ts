import { invalid } from "./errors.ts";

/** A decoded form: text, or fields by name, or a list. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };
export type FormFields = { [name: string]: FormValue };

type Node = Map<string, Node | string>;

function segmentsOf(key: string): string[] {
  const first = key.indexOf("[");
  if (first === -1) return [key];
  const rest = key.slice(first);
  if (!/^(\[[^[\]]*\])+$/.test(rest))
    throw invalid(`Invalid request: the parameter name ${key} is malformed.`);
  return [key.slice(0, first), ...rest.slice(1, -1).split("][")];
}

function place(root: Node, segments: string[], value: string, key: string): void {
  let node = root;
  for (const [index, segment] of segments.entries()) {
    const name = segment === "" ? String(node.size) : segment;
    if (index === segments.length - 1) {
      node.set(name, value);
      return;
    }
    const next = node.get(name) ?? new Map<string, Node | string>();
    if (typeof next === "string")
      throw invalid(`Invalid request: ${key} is given both as text and as fields.`);
    node.set(name, next);
    node = next;
  }
}

function isList(node: Node): boolean {
  return node.size > 0 && [...node.keys()].every((name, index) => name === String(index));
}

function decoded(node: Node | string): FormValue {
  if (typeof node === "string") return node;
  if (isList(node)) return [...node.values()].map(decoded);
  return fieldsOf(node);
}

function fieldsOf(node: Node): FormFields {
  return Object.fromEntries([...node].map(([name, child]) => [name, decoded(child)]));
}

/**
 * Reads `a[b]=1&c[0][d]=2&e[]=3`, the form in which Stripe's API takes parameters.
 * @throws StripeError when a name is malformed
 */
export function parseForm(text: string): FormFields {
  const root: Node = new Map();
  for (const [key, value] of new URLSearchParams(text)) place(root, segmentsOf(key), value, key);
  return fieldsOf(root);
}
