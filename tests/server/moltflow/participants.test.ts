import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ParticipantReason, participantReasons } from "#server/moltflow/index.ts";
import { readParticipants } from "#server/moltflow/participants.ts";

const ADA = "+15550001111";
const BO = "15550002222";
const asked = [ADA, BO];
const outcomes = (value: unknown) => readParticipants(asked, value).map(({ outcome }) => outcome);
const reasons = (value: unknown) => readParticipants(asked, value).map(({ reason }) => reason);

describe("what became of each participant", () => {
  it("is done for those the contract's list names, however they are written, and failed for the others", () => {
    expect(outcomes({ status: "ok", participants: ["15550001111@c.us", "+1 555 000 2222"] })).toEqual([
      "done",
      "done",
    ]);
    expect(outcomes({ status: "ok", participants: [BO] })).toEqual(["failed", "done"]);
    expect(outcomes({ status: "ok", participants: [] })).toEqual(["failed", "failed"]);
    expect(outcomes({ wa_group_id: "1@g.us", participants: [ADA] })).toEqual(["done", "failed"]);
  });

  it("is done for all when the answer is ok and lists nobody", () => {
    expect(outcomes({ status: "ok" })).toEqual(["done", "done"]);
  });

  it("is unknown when the answer is no answer, or speaks of people nobody asked for", () => {
    for (const value of [undefined, null, "ok", [], { status: "queued" }]) {
      expect(outcomes(value)).toEqual(["unknown", "unknown"]);
    }
    expect(outcomes({ status: "ok", participants: ["8839201@lid", BO] })).toEqual(["unknown", "done"]);
  });

  it("has a reason wherever upstream may put it", () => {
    const told: [unknown, ParticipantReason][] = [
      [{ failed: [{ phone: ADA, reason: "privacy" }] }, "privacy"],
      [{ errors: [{ number: ADA, error: "The phone is not registered on WhatsApp" }] }, "not_on_whatsapp"],
      [{ results: [{ participant: `${ADA}@c.us`, status: 409 }] }, "already_in"],
      [{ results: [{ jid: ADA, success: false, message: "is already an admin" }] }, "already_admin"],
      [{ participants: [{ id: ADA, code: "403" }] }, "privacy"],
      [{ skipped: [ADA] }, "other"],
      [{ failed: [{ phone: ADA, reason: "the moon is full" }] }, "other"],
    ];
    for (const [value, reason] of told) {
      expect(readParticipants([ADA], { status: "ok", ...Object(value) })).toMatchObject([
        { outcome: "failed", reason },
      ]);
    }
  });

  it("is failed when one list names a number as done and another as failed", () => {
    const value = { status: "ok", participants: asked, failed: [{ phone: ADA, reason: "not_in_group" }] };
    expect(outcomes(value)).toEqual(["failed", "done"]);
    expect(reasons(value)).toEqual(["not_in_group", null]);
  });

  it("keeps upstream's words short", () => {
    const [result] = readParticipants([ADA], { failed: [{ phone: ADA, error: "x".repeat(5_000) }] });
    expect(result?.words).toHaveLength(200);
  });

  it("has one entry a number asked for, in order, whatever arrives", () => {
    const phone = fc.stringMatching(/^\+?[0-9]{7,15}$/);
    const item = fc.oneof(
      phone,
      fc.anything(),
      fc.record({ phone, status: fc.anything(), error: fc.anything() }),
    );
    const answer = fc.oneof(
      fc.anything(),
      fc.record(
        {
          status: fc.constantFrom("ok", "failed", 200, null),
          participants: fc.array(item),
          results: fc.array(item),
          failed: fc.array(item),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(fc.array(phone), answer, (phones, value) => {
        const results = readParticipants(phones, value);
        expect(results.map((result) => result.phone)).toEqual(phones);
        for (const { outcome, reason } of results) {
          expect(reason === null).toBe(outcome !== "failed");
          if (reason !== null) expect(participantReasons).toContain(reason);
        }
      }),
    );
  });

  it("is what the contract's own shape says, for any part of those asked for", () => {
    const phones = fc.uniqueArray(fc.stringMatching(/^[1-9][0-9]{6,14}$/), { minLength: 1 });
    fc.assert(
      fc.property(phones, fc.func(fc.boolean()), (numbers, isDone) => {
        const done = numbers.filter((number) => isDone(number));
        const results = readParticipants(numbers, {
          status: "ok",
          participants: done.map((each) => `+${each}`),
        });
        expect(results.filter(({ outcome }) => outcome === "done").map(({ phone }) => phone)).toEqual(done);
      }),
    );
  });
});
