// Sessions and passwords: the public face of the module.
export { authenticateSession, isSessionAlive, wrongTenant } from "./authenticate";
export { sessionError } from "./errors";
export { checkPassword, longestPassword, settingsOfPerson, storePassword, strictest } from "./passwords";
export { insertLink } from "./reset";
export { sessionsRouter } from "./router";
export { Done, email, linkToken, password } from "./schema";
export { endSession, personOf } from "./service";
export { accountAttempt, type Place, type SignedIn, type SignIn, signIn, startSession } from "./sign-in";
export { type Attempt, clearAttempts, takeAttempt } from "./throttle";
