// What happens to API keys; never with a secret in it.
import { z } from "zod";
import { defineEvent } from "@/kernel/events/define";
import { ApiKey } from "./schema";

const payload = z.object({ apiKey: ApiKey });
export const apiKeyCreated = defineEvent("api_key.created", "An API key was made", payload);
export const apiKeyUpdated = defineEvent("api_key.updated", "An API key was changed", payload);
export const apiKeyRotated = defineEvent("api_key.rotated", "An API key got a new pair of secrets", payload);
export const apiKeyRevoked = defineEvent("api_key.revoked", "An API key was revoked", payload);
