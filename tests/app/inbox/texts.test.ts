import { describe, expect, test } from "vitest";
import { chatName, personOf } from "#app/w/[workspace]/_lib/chat-name.ts";
import { messageText } from "#app/w/[workspace]/inbox/message-text.ts";

describe("the name of a chat", () => {
  test.each([
    ["4917612345678@c.us", "+4917612345678"],
    ["120363041234567890@g.us", "120363041234567890"],
    ["98765@lid", "98765"],
    ["front-desk@c.us", "front-desk"],
    ["what comes next", "what comes next"],
    ["hidden-78-0123456789ab@c.us", "•••78"],
    ["", ""],
  ])("of %j reads %j", (chatId, name) => {
    expect(chatName(chatId)).toBe(name);
  });

  test("gives way to the sender's own", () => {
    expect(personOf({ sender: "Mara", chatId: "1@c.us" })).toBe("Mara");
    expect(personOf({ sender: null, chatId: "1@c.us" })).toBe("+1");
    expect(personOf({ sender: null, chatId: null })).toBeNull();
  });
});

describe("the text of a message", () => {
  const long = "x".repeat(500);
  const preview = long.slice(0, 160);

  test("is whole where the list shows only its start", () => {
    expect(messageText({ text: JSON.stringify({ data: { message: long } }), preview })).toBe(long);
  });

  test.each([
    ["the body is no JSON", "not json"],
    ["the body was cut", '{"data": {"message": "xx'],
    ["the message is elsewhere", '{"data": {"content_preview": "x"}}'],
    ["data is no object", '{"data": 1}'],
    ["the body is no object", "null"],
    ["the body is binary", null],
  ])("is the preview when %s", (_case, text) => {
    expect(messageText({ text, preview })).toBe(preview);
  });

  test("is missing for events that are no message", () => {
    expect(messageText({ text: '{"data": {"message": 1}}', preview: null })).toBeNull();
  });
});
