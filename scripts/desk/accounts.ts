import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { users } from "#db/schema/index.ts";
import { resetTwoFactor } from "#server/account/index.ts";
import { SetupError } from "../environment.ts";
import { type Command, text } from "./command.ts";

export const twoFactorReset: Command = {
  about: "take all of a person's second factors away, and sign them out everywhere",
  options: { email: { type: "string", about: "the person's address", required: true } },
  async run(values) {
    const email = text(values, "email").trim().toLowerCase();
    const [user] = await systemDb().select({ id: users.id }).from(users).where(eq(users.email, email));
    if (!user) throw new SetupError(`Nobody here has the address “${email}”.`);
    return resetTwoFactor(user.id);
  },
};
