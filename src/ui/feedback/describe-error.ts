/** Turns whatever was thrown into what a person needs: what happened, what to do, and the request id to quote. */

export interface DescribedError {
  title: string;
  detail: string;
  requestId?: string;
  code?: string;
  status?: number;
  /** Messages by field name, when the server refused particular fields. */
  fields: Record<string, string>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textAt(value: unknown, ...keys: string[]): string | undefined {
  if (!isObject(value)) return undefined;
  for (const key of keys) {
    const found = value[key];
    if (typeof found === "string" && found !== "") return found;
  }
  return undefined;
}

const adviceByStatus: Record<number, [title: string, advice: string]> = {
  401: ["You are signed out", "Sign in again; what you typed is kept."],
  403: ["You may not do this", "Ask an administrator for the permission."],
  404: ["It is not there", "It may have been deleted, or the link is wrong."],
  409: ["Someone else was faster", "Look at the newest version and try again."],
  412: ["Changed in the meantime", "Look at the newest version and try again."],
  413: ["Too large", "Send less at once."],
  422: ["Some fields need a look", "Correct them and save again."],
  429: ["Too many requests", "Wait a moment and try again."],
  503: ["Not available right now", "Try again in a minute."],
};

const transportWords =
  /^(unable to transform response|failed to fetch|networkerror|load failed|fetch failed|unexpected end of json|unexpected token)/i;

/** Reads our error shape wherever the transport put it (`error`, `error.data`, `error.shape.data`). */
export function describeError(error: unknown): DescribedError {
  const places = [error];
  if (isObject(error)) {
    places.push(error.data, error.cause);
    if (isObject(error.shape)) places.push(error.shape.data, error.shape);
  }
  const find = (...keys: string[]) =>
    places.map((place) => textAt(place, ...keys)).find((text) => text !== undefined);
  const status = places
    .map((place) => (isObject(place) ? (place.status ?? place.httpStatus) : undefined))
    .find((value): value is number => typeof value === "number");

  const message = find("detail", "message");
  const isOffline = typeof navigator !== "undefined" && navigator.onLine === false;
  if (isOffline) {
    return { title: "You are offline", detail: "Check the connection and try again.", fields: {} };
  }
  // The transport's own words are for its makers: no answer came, or one that was not the server's.
  if (status === undefined && message && transportWords.test(message)) {
    return { title: "The server could not be reached", detail: "Try again in a moment.", fields: {} };
  }
  const [title, advice] = (status && adviceByStatus[status]) || ["That did not work", "Try again."];
  const requestId = find("requestId");
  const hint = find("hint") ?? advice;
  return {
    title,
    detail: message ? (/[.!?]$/.test(message) ? message : `${message}. ${hint}`) : hint,
    requestId,
    code: find("code"),
    status,
    fields: fieldMessages(places),
  };
}

function fieldMessages(places: unknown[]): Record<string, string> {
  const messages: Record<string, string> = {};
  for (const place of places) {
    if (!isObject(place)) continue;
    const { fields, errors } = place;
    for (const list of [fields, errors]) {
      if (Array.isArray(list)) {
        for (const entry of list) {
          const name = textAt(entry, "field", "name");
          const text = textAt(entry, "message", "detail");
          if (name && text) messages[name] ??= text;
        }
      } else if (isObject(list)) {
        for (const [name, text] of Object.entries(list)) {
          const first = Array.isArray(text) ? text[0] : text;
          if (typeof first === "string") messages[name] ??= first;
        }
      }
    }
  }
  return messages;
}
