// Browser sessions: next-auth's endpoints and the cookie that `identify` reads.
export { cookieNames } from "./cookie";
export { handleAuth } from "./handler";
