// Codes that a client of accounts must tell apart.
import { defineErrors } from "@/kernel/errors";

export const accountError = defineErrors({
  ACCOUNT_HIERARCHY_CYCLE: [409, "An account cannot be above itself in the hierarchy"],
  RELATIONSHIP_EXISTS: [409, "The two accounts are related in this way already"],
});
