"use client";
// The order of the list that someone came from: what "previous" and "next" mean on a record's own page.
const limit = 2_000;
const keyOf = (plural: string) => `meridian.order.${plural}`;

export function rememberOrder(plural: string, ids: string[]): void {
  window.sessionStorage.setItem(keyOf(plural), ids.slice(0, limit).join(","));
}

export function neighboursOf(plural: string, id: string): { previous?: string; next?: string } {
  if (typeof window === "undefined") return {};
  const ids = (window.sessionStorage.getItem(keyOf(plural)) ?? "").split(",");
  const at = ids.indexOf(id);
  return at < 0 ? {} : { previous: ids[at - 1], next: ids[at + 1] };
}
