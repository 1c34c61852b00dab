import { router } from "#server/api/trpc.ts";

export const wallsRouter = router({});
