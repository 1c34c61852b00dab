import { contactAddress, parseContact } from "#server/core/contact.ts";

/** What a pasted list holds: phone numbers as `+49…`, each once; what is none; and how many stood there twice. */
export type ParsedPeople = { phones: string[]; wrong: string[]; repeated: number };

/** Marks of direction and the like, which come along when numbers are copied from WhatsApp. */
const invisible = /\p{Cf}/gu;
const certainEnd = /[,;\n\r\t|\u060c\u3001\uff0c\uff1b]+/;
/** A plus starts the next number, unless it is that of the first. */
const beforePlus = /\s+(?=\+)/;

function phoneOf(typed: string): string | null {
  const contact = parseContact(typed);
  return contact?.kind === "phone" ? `+${contactAddress(contact).split("@")[0]}` : null;
}

/**
 * One piece between commas or lines. Spaces stand inside a number (`+49 151 2345678`) and between numbers alike: when
 * each part is a whole number by itself they are several, else the piece is one.
 */
function splitAtSpaces(piece: string): string[] {
  const parts = piece.split(/\s+/);
  return parts.every((part) => phoneOf(part) !== null) ? parts : [piece];
}

/** Reads a list of phone numbers as people paste it: with commas, lines, spaces, or one of them each. */
export function parsePeople(text: string): ParsedPeople {
  const pieces = text
    .replace(invisible, "")
    .split(certainEnd)
    .flatMap((piece) => piece.trim().split(beforePlus))
    .filter((piece) => piece !== "")
    .flatMap(splitAtSpaces);
  const phones = new Set<string>();
  const wrong = new Set<string>();
  let repeated = 0;
  for (const piece of pieces) {
    const phone = phoneOf(piece);
    if (phone === null) wrong.add(piece);
    else if (phones.has(phone)) repeated++;
    else phones.add(phone);
  }
  return { phones: [...phones], wrong: [...wrong], repeated };
}
