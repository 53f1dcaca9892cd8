// `/api/auth/*`: next-auth's own protocol (csrf token, sign-in, sign-out, session), run by its engine so that it works
// outside Next too. Its cookie holds our session id and nothing that decides: every request asks the sessions table.
import { Auth, type AuthConfig } from "@auth/core";
import { AuthError, CredentialsSignin } from "@auth/core/errors";
import Credentials from "@auth/core/providers/credentials";
import { decode } from "next-auth/jwt";
import { env } from "@/env";
import { AppError } from "@/kernel/errors";
import { newId } from "@/kernel/id";
import { endSession, isSessionAlive, signIn } from "@/modules/sessions";
import { log } from "@/platform/log";
import { cookieNames } from "./cookie";
import { authSecret } from "./secret";

// Longer than any session of ours: the sessions table ends them.
const cookieSeconds = 90 * 86_400;

/** What a caller can bring about is an answer, not a fault of ours; refused sign-ins are in the security log. */
const callersFaults = new Set<string>([
  "CredentialsSignin",
  "InvalidCallbackUrl",
  "JWTSessionError",
  "MissingCSRF",
  "SignOutError",
  "UnknownAction",
]);

/** Why a sign-in failed, as `code` in next-auth's answer; `too_many_attempts_30` says to wait 30 s. */
class SignInRefused extends CredentialsSignin {
  constructor(code: string) {
    super();
    this.code = code;
  }
}

function reasonOf(error: AppError): string {
  if (error.code === "RATE_LIMIT_EXCEEDED") return `too_many_attempts_${error.details.retry_after}`;
  return error.code === "PASSWORD_EXPIRED" ? "password_expired" : "credentials";
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function configFor(request: Request, ip: string, isSecure: boolean): AuthConfig {
  const names = cookieNames(isSecure);
  const options = { httpOnly: true, sameSite: "lax" as const, path: "/", secure: isSecure };
  return {
    secret: authSecret(),
    basePath: "/api/auth",
    trustHost: true,
    useSecureCookies: isSecure,
    session: { strategy: "jwt", maxAge: cookieSeconds },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    cookies: {
      sessionToken: { name: names.session, options },
      csrfToken: { name: names.csrf, options },
      callbackUrl: { name: names.callbackUrl, options },
    },
    logger: {
      error: (error) => {
        if (error instanceof AuthError && callersFaults.has(error.type)) return;
        log.error({ err: error }, "sign-in failed unexpectedly");
      },
      warn: (code) => log.debug({ code }, "sign-in"),
      debug: () => undefined,
    },
    providers: [
      Credentials({
        credentials: { email: {}, password: { type: "password" }, remember: {} },
        authorize: async (credentials) => {
          try {
            const signedIn = await signIn(
              {
                email: text(credentials.email),
                password: text(credentials.password),
                isRemembered: ["true", "on", "1"].includes(text(credentials.remember)),
              },
              { ip, userAgent: request.headers.get("user-agent") ?? "", requestId: newId("req") },
            );
            return {
              id: signedIn.userId,
              name: signedIn.name,
              email: signedIn.email,
              sid: signedIn.sessionId,
              isRemembered: signedIn.isRemembered,
            };
          } catch (error) {
            if (error instanceof AppError && error.status < 500) throw new SignInRefused(reasonOf(error));
            throw error;
          }
        },
      }),
    ],
    callbacks: {
      jwt: async ({ token, user }) => {
        if (user && "sid" in user && "isRemembered" in user) {
          return { ...token, sid: user.sid, isRemembered: user.isRemembered };
        }
        return typeof token.sid === "string" && (await isSessionAlive(token.sid)) ? token : null;
      },
      session: ({ session, token }) => ({
        expires: session.expires,
        user: { id: token.sub ?? "", name: token.name, email: token.email },
      }),
    },
    events: {
      signOut: async (message) => {
        const sid = "token" in message ? message.token?.sid : undefined;
        if (typeof sid === "string") await endSession(sid, { ip });
      },
    },
  };
}

/** Answers a request to `/api/auth/*`. */
export async function handleAuth(request: Request, ip = ""): Promise<Response> {
  const url = addressOf(request);
  const isSecure = url.protocol === "https:";
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const sent = new Request(url, {
    method: request.method,
    headers: request.headers,
    ...(hasBody ? { body: await request.arrayBuffer() } : {}),
  });
  const answer = await Auth(sent, configFor(request, ip, isSecure));
  return withoutExpiry(answer, cookieNames(isSecure).session);
}

/** The request's address as the browser has it: APP_URL behind a proxy, else the Host it asked for. */
function addressOf(request: Request): URL {
  const url = new URL(request.url);
  const own = env.APP_URL ? new URL(env.APP_URL) : null;
  const host = request.headers.get("host");
  if (own) {
    url.protocol = own.protocol;
    url.host = own.host;
    if (own.port === "") url.port = "";
  } else if (host && URL.canParse(`${url.protocol}//${host}`)) {
    url.host = host;
  }
  return url;
}

/** Who did not ask to stay signed in has a cookie that ends with the browser: next-auth always gives it a date. */
async function withoutExpiry(answer: Response, name: string): Promise<Response> {
  const cookies = answer.headers.getSetCookie();
  const at = cookies.findIndex((cookie) => cookie.startsWith(`${name}=`));
  const value = cookies[at]?.slice(name.length + 1).split(";")[0];
  if (!value) return answer;
  const token = await decode({ token: value, secret: authSecret(), salt: name });
  if (token?.isRemembered === true) return answer;
  const headers = new Headers(answer.headers);
  headers.delete("set-cookie");
  for (const [i, cookie] of cookies.entries()) {
    headers.append("set-cookie", i === at ? cookie.replace(/; (Expires|Max-Age)=[^;]*/gi, "") : cookie);
  }
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}
