/** What a key means where no text is written. `go` is the letter after `g`. */
export type KeyMeaning = { do: "palette" } | { do: "help" } | { do: "go"; letter: string } | null;

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** How long after `g` a letter still belongs to it. */
const sequenceMs = 1_500;

/** Understands the keys that work everywhere. It remembers a `g` for a moment; one for each page. */
export function createKeySequence() {
  let goAtMs = Number.NEGATIVE_INFINITY;
  return (pressed: Pressed, isWriting: boolean, nowMs: number): KeyMeaning => {
    const { key, ctrlKey, metaKey, altKey } = pressed;
    if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === "k") return { do: "palette" };
    const follows = nowMs - goAtMs <= sequenceMs;
    goAtMs = Number.NEGATIVE_INFINITY;
    if (isWriting || ctrlKey || metaKey || altKey) return null;
    if (follows && /^[a-z]$/.test(key)) return { do: "go", letter: key };
    if (key === "g") goAtMs = nowMs;
    return key === "?" ? { do: "help" } : null;
  };
}
