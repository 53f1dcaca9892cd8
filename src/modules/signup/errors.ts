// What a client of sign-up and invitations must tell apart.
import { defineErrors } from "@/kernel/errors";

export const signupError = defineErrors({
  EMAIL_IN_USE: [409, "This e-mail has an account already. Sign in, or set a new password."],
  INVITATION_INVALID: [400, "This invitation is no longer valid. Ask for a new one."],
});
