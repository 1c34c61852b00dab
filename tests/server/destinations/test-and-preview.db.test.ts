import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { audited, makeTeam, outcome } from "#tests/server/members/fixtures.ts";
import { hostile } from "#tests/server/net/support/hostile.ts";
import { makeEvent } from "#tests/support/factories.ts";
import { deliveriesTo, makeDesk } from "./support/team.ts";

/** A receiver that keeps what it was sent. */
async function receiver(status: string, body = "") {
  let seen = "";
  const server = await hostile((socket) => {
    socket.on("data", (chunk) => {
      seen += chunk;
      const [head = "", sent = ""] = seen.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (Buffer.byteLength(sent) < length) return;
      socket.end(`HTTP/1.1 ${status}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    });
  });
  const request = () => {
    const [head = "", sent = ""] = seen.split("\r\n\r\n");
    const headers = head
      .split("\r\n")
      .slice(1)
      .map((line) => line.split(": ") as [string, string]);
    return {
      headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
      body: sent,
    };
  };
  return { url: server.url, request };
}

describe("a test", () => {
  test("is signed, says that it is one, and leaves no delivery", async () => {
    const sink = await receiver("200 OK", "thanks");
    const desk = await makeDesk();
    const { workspace } = desk;
    const { id, secret } = await desk.api.destinations.create({ workspace, name: "Till", url: sink.url });
    const result = await desk.api.destinations.test({ workspace, destinationId: id });
    expect(result).toMatchObject({ delivered: true, status: 200, error: null, responseBody: "thanks" });
    const { headers, body } = sink.request();
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: "moltdesk.test",
      workspace: desk.workspaceId,
    });
    expect(await deliveriesTo(desk, id)).toEqual([]);
    expect(await audited(desk, "destination.test")).toHaveLength(1);
  });

  test("shows why it failed", async () => {
    const sink = await receiver("500 No", "broken here");
    const desk = await makeDesk();
    const destinationId = await desk.add({ url: sink.url });
    const result = await desk.api.destinations.test({ workspace: desk.workspace, destinationId });
    expect(result).toMatchObject({
      delivered: false,
      status: 500,
      error: "status",
      responseBody: "broken here",
    });
  });

  test("is sent ten times a minute by a workspace, and no oftener", async () => {
    const desk = await makeDesk();
    const ids = [await desk.add(), await desk.add()];
    const test = (i: number) =>
      outcome(desk.api.destinations.test({ workspace: desk.workspace, destinationId: ids[i % 2] ?? "" }));
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, i) => test(i)));
    expect(outcomes.filter((one) => one === "destination.tests_limited")).toHaveLength(2);
    expect(outcomes.filter((one) => one === "done")).toHaveLength(10);
  });
});

describe("a preview", () => {
  const template = '{"text":"{{data.message}}"}';

  test("is made of an example, or of an event of the workspace", async () => {
    const { api, workspace, workspaceId, inbox } = await makeDesk();
    const ofExample = await api.destinations.preview({ workspace, format: "standard", template });
    expect(ofExample).toMatchObject({ contentType: "application/json", trouble: null });
    expect(JSON.parse(ofExample.body).text).not.toBe("");
    const eventId = await makeEvent(workspaceId, inbox.id, "Where is my order?");
    const ofEvent = await api.destinations.preview({ workspace, format: "standard", template, eventId });
    expect(JSON.parse(ofEvent.body)).toEqual({ text: "Where is my order?" });
  });

  test("says what is wrong with a template", async () => {
    const { api, workspace } = await makeDesk();
    const wrong = await api.destinations.preview({
      workspace,
      format: "standard",
      template: '{"a":{{b c}}}',
    });
    expect(wrong).toMatchObject({ body: "", trouble: { reason: "name", name: "b c" } });
  });

  test("of another workspace's event is none", async () => {
    const theirs = await makeDesk();
    const eventId = await makeEvent(theirs.workspaceId, theirs.inbox.id, "Theirs");
    const { api, workspace } = await makeTeam();
    const asked = api.destinations.preview({ workspace, format: "raw", template: null, eventId });
    expect(await outcome(asked)).toBe("event.not_found");
  });
});
