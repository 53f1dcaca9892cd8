// Codes that a client of leads must tell apart.
import { defineErrors } from "@/kernel/errors";

export const leadError = defineErrors({
  LEAD_NEEDS_CONVERSION: [409, "A lead is converted with POST /leads/{leadId}/convert, not by its status"],
  LEAD_CONVERTED: [409, "The lead has been converted; take the conversion back first"],
  LEAD_NOT_CONVERTED: [409, "The lead has not been converted"],
  NOBODY_TO_ASSIGN: [409, "Nobody who gets leads is here"],
});
