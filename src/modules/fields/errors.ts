// What a client must tell apart when fields are changed.
import { defineErrors } from "@/kernel/errors";

export const fieldError = defineErrors({
  FIELD_KEY_TAKEN: [409, "There is a field with this key already"],
  OPTION_IN_USE: [409, "Records still hold an option that would be removed"],
  VALUES_NOT_UNIQUE: [409, "Some records hold the same value: the field cannot be unique"],
});
