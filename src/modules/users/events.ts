// What happens to people and invitations.
import { z } from "zod";
import { defineEvent } from "@/kernel/events/define";
import { Invitation, User } from "./schema";

const user = z.object({ user: User });
export const userInvited = defineEvent(
  "user.invited",
  "Someone was invited",
  z.object({ invitation: Invitation }),
);
export const userAdded = defineEvent("user.added", "A person was added who is yet to be invited", user);
export const userUpdated = defineEvent("user.updated", "A person's role, team or name changed", user);
export const userDeactivated = defineEvent("user.deactivated", "A person can no longer come in", user);
export const userReactivated = defineEvent("user.reactivated", "A person can come in again", user);
