"use client";
/** Wraps the whole app once: theme, colour scheme, notifications, dialogs, commands and the spoken announcer. */
import { MantineProvider } from "@mantine/core";
import { DatesProvider } from "@mantine/dates";
import { Notifications } from "@mantine/notifications";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type ReactNode, useCallback } from "react";
import { CommandProvider } from "../commands/command-provider";
import { useAtRest } from "../commands/use-at-rest";
import { LiveAnnouncer } from "../feedback/live-announcer";
import { UndoCommand } from "../feedback/undo";
import { type Locale, LocaleProvider } from "../fields/locale";
import { cssVariables, theme } from "./theme";

// Hears of dialogs by events, so it need not stand around the pages.
const ModalsProvider = dynamic(() => import("@mantine/modals").then((part) => part.ModalsProvider), {
  ssr: false,
});

export interface UiProviderProps {
  /** The nonce of this response's Content-Security-Policy: the style tags that Mantine writes carry it. */
  nonce?: string;
  locale?: Locale;
  children: ReactNode;
}

export function UiProvider({ nonce, locale, children }: UiProviderProps) {
  const router = useRouter();
  const isAtRest = useAtRest();
  const navigate = useCallback((href: string) => router.push(href), [router]);
  const getStyleNonce = useCallback(() => nonce ?? "", [nonce]);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={cssVariables}
      getStyleNonce={getStyleNonce}
    >
      <LocaleProvider locale={locale}>
        <DatesProvider settings={{ firstDayOfWeek: 1 }}>
          <CommandProvider navigate={navigate}>
            <LiveAnnouncer />
            <UndoCommand />
            <Notifications position="bottom-center" limit={3} autoClose={6000} containerWidth={420} />
            {children}
            {isAtRest ? <ModalsProvider /> : null}
          </CommandProvider>
        </DatesProvider>
      </LocaleProvider>
    </MantineProvider>
  );
}
