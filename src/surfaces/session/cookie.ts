// The session cookie: its name, and the session id sealed inside. The name carries a mark of the secret, because
// browsers share cookies between ports: two installations on one machine do not sign each other's people out.
import { decode } from "next-auth/jwt";
import { sha256 } from "@/kernel/crypto";
import { authSecret } from "./secret";

export type SessionCookie = { name: string; value: string };

const mark = () => sha256(authSecret()).slice(0, 8);

/** Names of next-auth's cookies; `__Secure-` and `__Host-` make the browser insist on https. */
export const cookieNames = (isSecure: boolean) => ({
  session: `${isSecure ? "__Secure-" : ""}meridian-${mark()}.session`,
  csrf: `${isSecure ? "__Host-" : ""}meridian-${mark()}.csrf`,
  callbackUrl: `${isSecure ? "__Secure-" : ""}meridian-${mark()}.callback`,
});

/** The session cookie of a request, as it came. */
export function sessionCookie(headers: { get(name: string): string | null }): SessionCookie | null {
  const sent = headers.get("cookie");
  if (!sent || sent.length > 16_384) return null;
  for (const name of [cookieNames(true).session, cookieNames(false).session]) {
    for (const pair of sent.split(";")) {
      const at = pair.indexOf("=");
      if (at > 0 && pair.slice(0, at).trim() === name) return { name, value: pair.slice(at + 1).trim() };
    }
  }
  return null;
}

/** The session id inside, or null when the cookie is not ours or its seal has expired. */
export async function readSessionCookie({ name, value }: SessionCookie): Promise<string | null> {
  try {
    const token = await decode({ token: value, secret: authSecret(), salt: name });
    return typeof token?.sid === "string" ? token.sid : null;
  } catch {
    return null; // forged, damaged, or sealed with another secret
  }
}
