import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { durationOf, initialsOfChat, nameOfChat } from "#app/w/[workspace]/chats/chat-person.ts";
import {
  chatOfPath,
  noNarrowing,
  serializeChats,
  toListFilter,
} from "#app/w/[workspace]/chats/search-params.ts";
import { excerptParts, linkParts, safeHref } from "#app/w/[workspace]/chats/text-parts.ts";
import { makeChat } from "./make.ts";

const hrefs = (text: string) => linkParts(text).flatMap(({ href }) => href ?? []);

describe("links in somebody's words", () => {
  test.each([
    ["See https://example.com/a?b=1#c.", ["https://example.com/a?b=1#c"]],
    ["(www.example.com)", ["https://www.example.com/"]],
    ["https://en.wikipedia.org/wiki/Set_(music)", ["https://en.wikipedia.org/wiki/Set_(music)"]],
    ["看 https://例子.测试/页，谢谢", ["https://xn--fsqu00a.xn--0zwm56d/%E9%A1%B5"]],
    ["javascript:alert(1) data:text/html,x ftp://example.com", []],
    ["nothing here", []],
  ])("%s", (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
  });

  test("nothing but the web is ever behind a link, and the words stay the words", () => {
    const word = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.constantFrom("javascript:x", "www.", "https://", "http://[", "\u202ehttps://a.b"),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const text = words.join(" ");
        const parts = linkParts(text);
        expect(parts.map((part) => part.text).join("")).toBe(text);
        for (const { href } of parts) if (href) expect(href).toMatch(/^https?:\/\//);
      }),
    );
  });

  test("a file of another host is a link only on the web", () => {
    expect(safeHref("https://files.example.com/a.webp")).toBe("https://files.example.com/a.webp");
    expect(safeHref("javascript:alert(1)")).toBeNull();
    expect(safeHref("not an address")).toBeNull();
  });
});

describe("an excerpt of the search", () => {
  test("what was found is marked, the rest is not", () => {
    expect(excerptParts("the ⟦parcel⟧ left, the ⟦parcels⟧")).toEqual([
      { text: "the " },
      { text: "parcel", isHit: true },
      { text: " left, the " },
      { text: "parcels", isHit: true },
    ]);
  });

  test("marks never show, however they stand", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("⟦", "⟧", "a", "b ")), (pieces) => {
        const shown = excerptParts(pieces.join(""))
          .map(({ text }) => text)
          .join("");
        expect(shown).toBe(pieces.filter((piece) => piece !== "⟦" && piece !== "⟧").join(""));
      }),
    );
  });
});

describe("what a chat is called", () => {
  test("by name, else by number, else by what its address says", () => {
    expect(nameOfChat(makeChat("a", { name: "Ana María" }))).toBe("Ana María");
    expect(nameOfChat(makeChat("a"))).toBe("+15550104477");
    expect(nameOfChat(makeChat("a", { phone: null, chatId: "9823@lid" }))).toBe("9823");
  });

  test.each([
    [{ name: "Ana María Lopez" }, "AL"],
    [{ name: "مها" }, "م"],
    [{ name: "王小明" }, "王"],
    [{ name: "🎉 Party" }, "P"],
    [{ name: "🎉" }, "?"],
    [{ name: null }, "77"],
  ])("initials of %o", (change, initials) => {
    expect(initialsOfChat(makeChat("a", change))).toBe(initials);
  });

  test("waiting is told in one unit, and never less than nothing", () => {
    const at = (minutes: number) => durationOf(0, minutes * 60_000);
    expect(at(12)).toEqual({ value: 12, unit: "minute" });
    expect(at(119)).toEqual({ value: 1, unit: "hour" });
    expect(at(60 * 50)).toEqual({ value: 2, unit: "day" });
    expect(at(-5)).toEqual({ value: 0, unit: "minute" });
  });
});

describe("the address of the page", () => {
  const id = "0195d2c0-0000-7000-8000-000000000001";

  test("an address without filters asks for all open chats by activity", () => {
    const nothing = { tab: "all", shelf: "open", order: "activity", ...noNarrowing } as const;
    expect(toListFilter(nothing)).toEqual({ tab: "all", shelf: "open", order: "activity" });
    expect(serializeChats("/w/a/chats", nothing)).toBe("/w/a/chats");
  });

  test("only an id names a chat", () => {
    expect(chatOfPath(`/w/a/chats/${id}`)).toBe(id);
    expect(chatOfPath(`/w/a/chats/${id}/`)).toBe(id);
    expect(chatOfPath("/w/a/chats")).toBeNull();
    expect(chatOfPath("/w/a/chats/settings")).toBeNull();
    expect(chatOfPath("/w/chats/inbox")).toBeNull();
  });
});
