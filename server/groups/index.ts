export { groupEvents } from "./heard-messages.ts";
export type {
  AvailableGroups,
  GroupDetail,
  GroupList,
  GroupMessagePageView,
  GroupMessageView,
  GroupView,
  PersonResult,
} from "./schemas.ts";
