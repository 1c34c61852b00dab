function objectIn(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A body may be any text; one that is no JSON has no message inside.
    return null;
  }
}

/** The words of a message event in full; the preview when the body does not have them. */
export function messageText(event: { text: string | null; preview: string | null }): string | null {
  if (event.preview === null || event.text === null) return event.preview;
  const data = Object.entries(
    objectIn(Object.entries(objectIn(parse(event.text))).find(([key]) => key === "data")?.[1]),
  );
  const message = data.find(([key]) => key === "message")?.[1];
  return typeof message === "string" ? message : event.preview;
}
