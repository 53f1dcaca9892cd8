// What a client of people must tell apart.
import { defineErrors } from "@/kernel/errors";

export const userError = defineErrors({
  LAST_ADMIN: [409, "A workspace needs at least one active administrator"],
  ALREADY_MEMBER: [409, "This person is in the workspace already"],
});
