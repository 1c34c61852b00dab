import { router } from "#server/api/trpc.ts";

export const auditRouter = router({});
