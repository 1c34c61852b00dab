/**
 * Somebody whom a workspace exchanged messages with: by phone number (its digits with the country code, no plus), or by
 * another WhatsApp address (`…@lid` and what comes next).
 */
export type Contact = { kind: "phone"; digits: string } | { kind: "address"; address: string };

/** Servers of WhatsApp whose addresses are phone numbers. */
const phoneServers = new Set(["c.us", "s.whatsapp.net"]);
/** Addresses of many people at once, which are nobody's own. */
const sharedServers = new Set(["g.us", "newsletter", "broadcast"]);

const addressPattern = /^([\w.+-]{1,100}?)(?::\d{1,3})?@([a-z][a-z.]{1,40})$/;
const phonePattern = /^\+?[\d\s().\-/]{8,30}$/;

/** The contact that somebody means by a phone number or a chat's address; null when it is neither, or a group's. */
export function parseContact(input: string): Contact | null {
  const typed = input.trim();
  const [, local = "", server = ""] = addressPattern.exec(typed.toLowerCase()) ?? [];
  if (sharedServers.has(server)) return null;
  if (server !== "" && !phoneServers.has(server)) return { kind: "address", address: `${local}@${server}` };
  if (server === "" && !phonePattern.test(typed)) return null;
  const digits = (server === "" ? typed : local).replace(/\D/g, "").replace(/^00/, "");
  // E.164: at most fifteen digits; shorter than eight and without a country code it may be anybody's.
  return /^[1-9]\d{7,14}$/.test(digits) ? { kind: "phone", digits } : null;
}

/** The contact as one text, the same however it was typed. */
export const contactAddress = (contact: Contact): string =>
  contact.kind === "phone" ? `${contact.digits}@c.us` : contact.address;

/** What may be kept and shown of a contact after it was erased: its last two digits. */
export const contactHint = (contact: Contact): string =>
  contact.kind === "phone" ? `•••${contact.digits.slice(-2)}` : `•••@${contact.address.split("@")[1]}`;

/** Groups of digits with at most two of what people put between them: one number, or several side by side. */
const run = /\+?\d+(?:[\s().\-/\u2010-\u2015]{1,2}\+?\d+)*/gu;
/** Addresses whose digits are no phone number: groups, channels, and people by another id. */
const otherAddress = /[\w.+-]*\d@(?!c\.us|s\.whatsapp\.net)[a-z][a-z.]*/giu;
/** Left alone among other digits, a shorter number is more likely the end of a longer one. */
const standsAloneFrom = 10;

const sameNumber = (digits: string, found: string) => found === digits || found === `00${digits}`;

/** Whether a run of digits holds the whole number: as all of it, after a plus, or as one unbroken group. */
function holdsNumber(digits: string, found: string): boolean {
  if (sameNumber(digits, found.replace(/\D/g, ""))) return true;
  const [before = "", ...afterPlus] = found.split("+");
  const isUnbroken = before.split(/\D+/).some((group) => sameNumber(digits, group));
  if (isUnbroken && digits.length >= standsAloneFrom) return true;
  return afterPlus.some((number) => startsWithNumber(digits, number));
}

/** After a plus a number has fifteen digits at most; what follows them is something else. */
function startsWithNumber(digits: string, written: string): boolean {
  const groups = written.split(/\D+/);
  if (groups[0] === digits && digits.length >= standsAloneFrom) return true;
  const total = groups.join("").length;
  const ends = groups.map((_, index) => groups.slice(0, index + 1).join(""));
  return ends.includes(digits) && (total === digits.length || total > 15);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function textNames(contact: Contact, text: string): boolean {
  if (contact.kind === "address") {
    return new RegExp(`(?<![0-9a-z.+-])${escaped(contact.address)}(?![0-9a-z-])`, "i").test(text);
  }
  const { digits } = contact;
  // Most texts do not even hold the last four digits near each other.
  const [a, b, c, d] = digits.slice(-4);
  if (!new RegExp(`${a}\\D{0,2}${b}\\D{0,2}${c}\\D{0,2}${d}`).test(text)) return false;
  return (text.replace(otherAddress, " @ ").match(run) ?? []).some((found) => holdsNumber(digits, found));
}

/** Every text in a JSON value, names included: what was written `\u002b49…` is read as people read it. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "number") yield String(value);
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (value !== null && typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) {
      yield name;
      yield* textsIn(inner);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON: the text itself was searched.
    return undefined;
  }
}

/**
 * Whether a value names the contact: a text, bytes of any kind, or JSON. The number must be whole: the digits of a longer
 * number, of a group's address or of another kind of address are not it.
 */
export function namesContact(contact: Contact, value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (value instanceof Uint8Array) return namesContact(contact, Buffer.from(value).toString("utf8"));
  if (typeof value !== "string") return [...textsIn(value)].some((text) => textNames(contact, text));
  if (textNames(contact, value)) return true;
  if (!value.includes("\\")) return false;
  return [...textsIn(parsed(value))].some((text) => textNames(contact, text));
}
