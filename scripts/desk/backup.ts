import { backUp } from "#db/backup/back-up.ts";
import { restore } from "#db/backup/restore.ts";
import { env } from "#server/core/env.ts";
import { type Command, text } from "./command.ts";

export const backup: Command = {
  about: "write the whole database to one file, as it is at this moment",
  options: { file: { type: "string", about: "a new file", required: true } },
  async run(values) {
    return backUp(env().DATABASE_URL, text(values, "file"));
  },
};

export const restoreBackup: Command = {
  about: "fill an empty database from a backup, all or nothing",
  options: { file: { type: "string", about: "what `backup` wrote", required: true } },
  async run(values) {
    return restore(env().DATABASE_URL, text(values, "file"));
  },
};
