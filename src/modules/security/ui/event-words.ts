/** The security log in words. */
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/modules";

type SecurityEvent = inferRouterOutputs<AppRouter>["security"]["list"]["items"][number];

export const eventNames = {
  login_success: "Signed in",
  login_failure: "Sign-in failed",
  logout: "Signed out",
  token_refresh: "Session renewed",
  session_revoked: "Sessions ended",
  password_changed: "Password changed",
  password_reset_requested: "Link for a new password asked for",
  permission_denied: "Permission denied",
  resource_access_denied: "Access denied",
  role_escalation_attempt: "Tried to give more than they may",
  role_changed: "Roles changed",
  user_invited: "Someone invited",
  user_deactivated: "Someone deactivated",
  user_reactivated: "Someone reactivated",
  api_key_created: "API key made",
  api_key_rotated: "API key rotated",
  api_key_revoked: "API key revoked",
  invalid_api_key: "Wrong API key",
  personal_token_created: "Personal token made",
  personal_token_revoked: "Personal token revoked",
  rate_limit_exceeded: "Too many calls",
  suspicious_request_pattern: "Suspicious request",
  data_export_request: "Data exported",
  security_settings_changed: "Security policy changed",
} as const;

export type EventName = keyof typeof eventNames;

const alarming = new Set([
  "login_failure",
  "permission_denied",
  "resource_access_denied",
  "role_escalation_attempt",
  "invalid_api_key",
  "rate_limit_exceeded",
  "suspicious_request_pattern",
]);

export const isEventName = (name: string): name is EventName => name in eventNames;
export const isAlarming = (name: string): boolean => alarming.has(name);
export const eventWords = (name: string): string =>
  isEventName(name) ? eventNames[name] : name.replaceAll("_", " ");

/** "email: a@b.c · times: 3" */
export function detailWords(detail: SecurityEvent["detail"]): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([key, value]) => `${key.replaceAll("_", " ")}: ${valueWords(value)}`)
    .join(" · ");
}

const valueWords = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(valueWords).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};
