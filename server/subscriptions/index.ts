export { listRules, type Rule, type Teller } from "./audience.ts";
export { isQuietAt, type TellingChannel, whenToTell } from "./when.ts";
