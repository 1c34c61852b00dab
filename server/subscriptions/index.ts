export { listRules, type Rule, type Teller } from "./audience.ts";
export { addPresets } from "./presets.ts";
export type { NotificationSettings } from "./schemas.ts";
export { toSettings } from "./settings-view.ts";
export { isQuietAt, type TellingChannel, whenToTell } from "./when.ts";
