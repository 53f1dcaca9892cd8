"use client";
/** Wraps the whole app once: theme, colour scheme, notifications, dialogs, commands and the spoken announcer. */
import { MantineProvider } from "@mantine/core";
import { DatesProvider } from "@mantine/dates";
import { useRouter } from "next/navigation";
import { type ReactNode, useCallback } from "react";
import { CommandProvider } from "../commands/command-provider";
import { FeedbackHosts } from "../feedback/hosts";
import { LiveAnnouncer } from "../feedback/live-announcer";
import { UndoCommand } from "../feedback/undo";
import { type Locale, LocaleProvider } from "../fields/locale";
import { cssVariables, theme } from "./theme";

export interface UiProviderProps {
  /** The nonce of this response's Content-Security-Policy: the style tags that Mantine writes carry it. */
  nonce?: string;
  locale?: Locale;
  children: ReactNode;
}

export function UiProvider({ nonce, locale, children }: UiProviderProps) {
  const router = useRouter();
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
            {children}
            <FeedbackHosts />
          </CommandProvider>
        </DatesProvider>
      </LocaleProvider>
    </MantineProvider>
  );
}
