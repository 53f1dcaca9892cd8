// The address under which people reach the product, for links in mails. Those are never taken from a request: a forged
// Host header would send somebody's reset link to a stranger.
import { env } from "@/env";

const holder = globalThis as typeof globalThis & { meridianListensOn?: string };

/** Called once by the server when it knows its port. */
export const setListeningUrl = (url: string): void => {
  holder.meridianListensOn = url;
};

const listeningUrl = (): string => holder.meridianListensOn ?? `http://localhost:${env.PORT}`;

/** An absolute link to a page: APP_URL, else where the server listens. */
export function publicUrl(path: string, query: Record<string, string> = {}): string {
  const url = new URL(path, env.APP_URL ?? listeningUrl());
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** A link for whoever asked, and for nobody else: APP_URL, else the address that they have reached us under. */
export const linkForCaller = (path: string, request: { origin?: string }): string =>
  new URL(path, env.APP_URL ?? request.origin ?? listeningUrl()).href;
