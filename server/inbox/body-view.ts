import { parseJson } from "./envelope.ts";
import type { BodyView } from "./schemas.ts";

/** How much of a body goes to a browser. */
const shownBytes = 256 * 1024;
/** Deep nesting makes indentation grow with the square of the body; past this nobody reads it. */
const prettyCharacters = 2 * 1024 * 1024;

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const opens = (token: string) => token === "{" || token === "[";
const closes = (token: string) => token === "}" || token === "]";

/** Valid JSON with line breaks and indentation; nothing else of it changes, neither large numbers nor doubled keys. */
function layOut(json: string): string | null {
  const parts: string[] = [];
  let [previous, depth, characters] = ["", 0, 0];
  for (const [token] of json.matchAll(tokens)) {
    if (closes(token)) depth -= 1;
    const breaks = closes(token) ? !opens(previous) : opens(previous) || previous === ",";
    const part = `${breaks ? `\n${"  ".repeat(depth)}` : ""}${token}${token === ":" ? " " : ""}`;
    characters += part.length;
    if (characters > prettyCharacters) return null;
    parts.push(part);
    if (opens(token)) depth += 1;
    previous = token;
  }
  return parts.join("");
}

/** The first bytes of a body: text when they are UTF-8, else base64. A character that the cut halved is left out. */
export function toTextOrBase64(shown: Buffer, truncated: boolean) {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return { text: decoder.decode(shown, { stream: truncated }), base64: null, truncated };
  } catch {
    // Any bytes are a welcome body; these are not text.
    return { text: null, base64: shown.toString("base64"), truncated };
  }
}

/** A stored body as a page shows it. */
export function toBodyView(body: Buffer): BodyView {
  const view = toTextOrBase64(body.subarray(0, shownBytes), body.length > shownBytes);
  const isJson = view.text !== null && !view.truncated && parseJson(body) !== undefined;
  return { ...view, pretty: isJson && view.text !== null ? layOut(view.text) : null };
}
