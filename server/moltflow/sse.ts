/** One dispatched message of a Server-Sent Events stream. `event` is `message` unless the stream names another. */
export type SseMessage = { event: string; data: string };

/** A message of the stream is larger than the reader takes. */
export class SseTooLarge extends Error {}

/**
 * Reads Server-Sent Events as the HTML standard describes them, whatever the chunks' borders: all three line ends,
 * comments, several data lines. A message that the stream breaks off in is left out.
 * @throws SseTooLarge when one message grows beyond `limitCharacters`
 */
export async function* readSse(
  chunks: AsyncIterable<Uint8Array>,
  limitCharacters: number,
): AsyncGenerator<SseMessage> {
  const decoder = new TextDecoder();
  let rest = "";
  let endedOnReturn = false;
  let draft = newDraft();
  for await (const chunk of chunks) {
    let text = decoder.decode(chunk, { stream: true });
    if (text === "") continue;
    // A line that ended on \r may have been the first half of \r\n.
    if (endedOnReturn && text.startsWith("\n")) text = text.slice(1);
    endedOnReturn = text === "" ? false : text.endsWith("\r");
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (draft.data.length > 0) yield { event: draft.event || "message", data: draft.data.join("\n") };
        draft = newDraft();
      } else {
        readLine(draft, line);
      }
    }
    if (draft.size + rest.length > limitCharacters) throw new SseTooLarge();
  }
}

type Draft = { event: string; data: string[]; size: number };

function newDraft(): Draft {
  return { event: "", data: [], size: 0 };
}

function readLine(draft: Draft, line: string): void {
  const colon = line.indexOf(":");
  const field = colon === -1 ? line : line.slice(0, colon);
  const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (field === "event") draft.event = value;
  if (field !== "data") return;
  draft.data.push(value);
  // One more for the line's end, so that empty lines cannot pile up without end either.
  draft.size += value.length + 1;
}
