/** Speaks to `/api/auth`: a token against forged forms first, then the form itself. */

export type SignInOutcome =
  | { kind: "signedIn" }
  | { kind: "refused" }
  | { kind: "passwordExpired" }
  | { kind: "tooMany"; waitSeconds: number };

async function csrfToken(): Promise<string> {
  const response = await fetch("/api/auth/csrf", { cache: "no-store" });
  if (!response.ok) throw new Error("The server does not answer. Try again in a moment.");
  const { csrfToken: token } = (await response.json()) as { csrfToken: string };
  return token;
}

async function post(path: string, fields: Record<string, string>): Promise<URL> {
  const response = await fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "X-Auth-Return-Redirect": "1" },
    body: new URLSearchParams({ ...fields, csrfToken: await csrfToken() }),
  });
  const answer: unknown = await response.json().catch(() => null);
  const url = typeof answer === "object" && answer !== null && "url" in answer ? String(answer.url) : null;
  if (url === null) throw new Error("The server could not answer. Try again in a moment.");
  return new URL(url, window.location.origin);
}

export async function signIn(email: string, password: string, isRemembered: boolean): Promise<SignInOutcome> {
  const url = await post("callback/credentials", { email, password, remember: String(isRemembered) });
  const error = url.searchParams.get("error");
  if (error === null) return { kind: "signedIn" };
  const code = url.searchParams.get("code") ?? "";
  const wait = /^too_many_attempts_(\d+)$/.exec(code);
  if (wait) return { kind: "tooMany", waitSeconds: Number(wait[1]) };
  if (code === "password_expired") return { kind: "passwordExpired" };
  if (error === "CredentialsSignin") return { kind: "refused" };
  throw new Error("Signing in did not work on our side. Try again in a moment.");
}

/** Ends this browser's session and goes to the sign-in page; nothing of the former person stays in memory. */
export async function signOut(): Promise<void> {
  await post("signout", {});
  window.location.assign("/sign-in");
}

/** Who is signed in here, or null. */
export async function signedInEmail(): Promise<string | null> {
  const response = await fetch("/api/auth/session", { cache: "no-store" });
  if (!response.ok) return null;
  const session = (await response.json()) as { user?: { email?: string } } | null;
  return session?.user?.email ?? null;
}

export const firstPage = "/today";

/** Where to go after signing in: only to a page of this product. */
export function safeReturn(wanted: string | null | undefined): string {
  if (!wanted?.startsWith("/") || !URL.canParse(wanted, "http://here")) return firstPage;
  const url = new URL(wanted, "http://here");
  if (url.origin !== "http://here" || url.pathname.startsWith("/sign-in")) return firstPage;
  return `${url.pathname}${url.search}${url.hash}`;
}
