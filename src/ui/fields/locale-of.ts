/** The locale that a browser asks for first, validated; the server renders with it so that hydration agrees. */
export function localeOf(acceptLanguage: string | null): { tag: string; region?: string } {
  const first = acceptLanguage?.split(",")[0]?.split(";")[0]?.trim();
  if (!first || first === "*") return { tag: "en-GB" };
  const supported = canonical(first);
  if (!supported) return { tag: "en-GB" };
  // The words of the interface are English; only the forms of dates and numbers follow the region.
  const region = new Intl.Locale(supported).maximize().region;
  return { tag: supported.startsWith("en") ? supported : `en-${region ?? "GB"}`, region };
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch (cause) {
    // A malformed Accept-Language is the browser's business: we fall back rather than fail the page.
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}
