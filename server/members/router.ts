import { router } from "#server/api/trpc.ts";

export const membersRouter = router({});
