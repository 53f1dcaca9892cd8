/** "Firefox on Windows" from a browser's own description; the description itself when it is unknown. */
export function browserName(userAgent: string): string {
  const browser = firstMatch(userAgent, [
    ["Edg/", "Edge"],
    ["OPR/", "Opera"],
    ["Firefox/", "Firefox"],
    ["Chrome/", "Chrome"],
    ["Safari/", "Safari"],
  ]);
  const system = firstMatch(userAgent, [
    ["iPhone", "iPhone"],
    ["iPad", "iPad"],
    ["Android", "Android"],
    ["Mac OS X", "macOS"],
    ["Windows", "Windows"],
    ["CrOS", "ChromeOS"],
    ["Linux", "Linux"],
  ]);
  if (!browser && !system) return userAgent.slice(0, 60) || "Unknown browser";
  return [browser ?? "A browser", system].filter(Boolean).join(" on ");
}

const firstMatch = (text: string, marks: [mark: string, name: string][]) =>
  marks.find(([mark]) => text.includes(mark))?.[1];
