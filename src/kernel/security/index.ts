// The security log and what the pipeline knows of a tenant's security settings: events are written where they happen,
// outside the transaction that is refused, and never hold a request up.
export { actorCache } from "./actor-cache";
export { flushSecurityLog, logSecurityEvent, type SecurityEvent, securityEvents } from "./log";
export { PasswordPolicy, readSecurityConfig, SecurityConfig } from "./settings";
