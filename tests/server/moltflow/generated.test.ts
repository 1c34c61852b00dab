import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { answerDefinitions, answers } from "#server/moltflow/generated/answers.ts";
import { operations } from "#server/moltflow/generated/operations.ts";

const run = promisify(execFile);

describe("the generated files", () => {
  it("are those of the contract", async () => {
    const script = new URL("../../../scripts/generate-moltflow.ts", import.meta.url).pathname;
    await expect(run(process.execPath, [script, "--check"])).resolves.toMatchObject({ stderr: "" });
  });

  it("know each operation's method, path, scope and tag", () => {
    expect(operations.sendText).toEqual({
      method: "POST",
      path: "/messages/send",
      scope: "messages:send",
      tag: "messages",
    });
    expect(operations.getProfile.scope).toBeNull();
  });

  it("hold answer shapes that can all be compared with an answer", () => {
    for (const { schema } of Object.values(answers)) {
      const compared = z.fromJSONSchema({ ...schema, $defs: { ...answerDefinitions } });
      expect(compared.safeParse("not an answer").success).toBe(false);
    }
  });
});
