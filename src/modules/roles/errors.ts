// What a client of roles must tell apart.
import { defineErrors } from "@/kernel/errors";

export const roleError = defineErrors({
  ROLE_IS_SYSTEM: [
    409,
    "A built-in role cannot be changed. Make a role of your own with the permissions you need.",
  ],
  ROLE_IN_USE: [409, "People still have this role. Give them another one first."],
  ROLE_EXISTS: [409, "A role with this name exists already"],
});
