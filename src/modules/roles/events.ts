// What happens to roles.
import { z } from "zod";
import { defineEvent } from "@/kernel/events/define";
import { Role } from "./schema";

const payload = z.object({ role: Role });
export const roleCreated = defineEvent("role.created", "A role was made", payload);
export const roleUpdated = defineEvent("role.updated", "A role or its permissions changed", payload);
export const roleDeleted = defineEvent("role.deleted", "A role was deleted", payload);
