import { Fragment } from "react";
import { placeholders } from "#server/snippets/schemas.ts";

const pattern = new RegExp(`(\\{(?:${placeholders.join("|")})\\})`);

/** A snippet's words, with its placeholders standing out. */
export function PlaceholderText({ text }: { text: string }) {
  return text.split(pattern).map((part, index) =>
    pattern.test(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text stay in their places
      <code key={index} className="rounded bg-primary/10 px-1 text-primary text-xs" dir="ltr">
        {part}
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text stay in their places
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
