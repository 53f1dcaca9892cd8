// What a client of sign-in must tell apart.
import { defineErrors } from "@/kernel/errors";

export const sessionError = defineErrors({
  SIGN_IN_FAILED: [401, "E-mail or password is wrong"],
  PASSWORD_EXPIRED: [403, "Your password is too old. Set a new one with the link that we mail you."],
  LINK_INVALID: [400, "This link is no longer valid. Ask for a new one."],
  PASSWORD_WRONG: [403, "The current password is wrong"],
});
