// Codes that a client of activities must tell apart.
import { defineErrors } from "@/kernel/errors";

export const activityError = defineErrors({
  FILE_TYPE_REFUSED: [415, "Files of this type are not taken"],
});
