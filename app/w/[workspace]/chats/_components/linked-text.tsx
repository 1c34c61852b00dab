import { linkParts } from "../text-parts.ts";

/** Somebody's words, with web addresses to follow. Nothing behind them is fetched, and the other site learns nothing of us. */
export function LinkedText({ text }: { text: string }) {
  return linkParts(text).map(({ text: words, href }, index) =>
    href ? (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        key={index}
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow ugc"
        className="underline decoration-current/40 underline-offset-2 hover:decoration-current"
      >
        {words}
      </a>
    ) : (
      words
    ),
  );
}
