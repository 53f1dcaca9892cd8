// Sessions and passwords: the public face of the module.
export { authenticateSession, isSessionAlive, wrongTenant } from "./authenticate";
export { sessionError } from "./errors";
export { checkPassword, longestPassword, settingsOfPerson, storePassword, strictest } from "./passwords";
export { type Place, type SignedIn, type SignIn, signIn, startSession } from "./sign-in";
export { type Attempt, takeAttempt } from "./throttle";
