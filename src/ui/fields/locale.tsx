"use client";
/** The locale of dates, numbers and money, the same on the server and in the browser. */
import { createContext, type ReactNode, useContext } from "react";

export interface Locale {
  tag: string;
  region?: string;
}

const LocaleContext = createContext<Locale>({ tag: "en-GB" });

export function LocaleProvider({ locale, children }: { locale?: Locale; children: ReactNode }) {
  return <LocaleContext value={locale ?? { tag: "en-GB" }}>{children}</LocaleContext>;
}

export function useLocale(): Locale {
  return useContext(LocaleContext);
}
