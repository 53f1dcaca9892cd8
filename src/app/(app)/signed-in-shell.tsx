"use client";
// The frame around every page of a signed-in person: navigation, search, live changes, undo.
import { useNetwork } from "@mantine/hooks";
import { IconCalendar, IconCopy, IconFileImport, IconHistory, IconSun } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useCallback, useMemo } from "react";
import { ReminderToasts } from "@/modules/activities/ui/reminder-toasts";
import { OutcomeReports, UndoToasts } from "@/modules/changes/ui/undo-toasts";
import { ownHref, ownLabel, searchHref } from "@/modules/records/ui/built-in-views";
import { viewParam } from "@/modules/records/ui/list-address";
import { LiveRecords } from "@/modules/records/ui/live-records";
import { RecordSourcesProvider } from "@/modules/records/ui/names";
import { mayImport, RecordScreensProvider, recordHref, resourceOf } from "@/modules/records/ui/record-screen";
import { useScope, useViewer, ViewerProvider } from "@/modules/records/ui/viewer";
import { signOut } from "@/modules/sessions/ui/auth-protocol";
import { WorkspaceSwitcher } from "@/modules/tenants/ui/workspace-switcher";
import { useFavouriteViews } from "@/modules/views/ui/use-views";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { LiveProvider } from "@/surfaces/rpc/live";
import type { SearchRecords } from "@/ui/commands/command-provider";
import { useCommands } from "@/ui/commands/command-provider";
import { notifyError } from "@/ui/feedback/notify";
import { AppShell } from "@/ui/shell/app-shell";
import type { NavigationItem } from "@/ui/shell/navigation";
import { goShortcuts, screens } from "./screens";
import { ShellSkeleton } from "./shell-skeleton";
import { WaitNotice } from "./wait-notice";

/** What has no page of its own. */
const nouns: Record<string, string | undefined> = {
  attachments: "File",
  calendarEvents: "Event",
  communications: "Entry",
  notes: "Note",
};
const nounOf = (resource: string): string | undefined =>
  screens.find((screen) => screen.plural === resource)?.label ?? nouns[resource];

export function SignedInShell({ children }: { children: ReactNode }) {
  return (
    <>
      <WaitNotice />
      <ViewerProvider loading={<ShellSkeleton />}>
        <RecordScreensProvider screens={screens}>
          <LiveProvider>
            <RecordSourcesProvider>
              <LiveRecords />
              <UndoToasts nounOf={nounOf} />
              <OutcomeReports />
              <ReminderToasts />
              <Frame>{children}</Frame>
            </RecordSourcesProvider>
          </LiveProvider>
        </RecordScreensProvider>
      </ViewerProvider>
    </>
  );
}

function Frame({ children }: { children: ReactNode }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const router = useRouter();
  const pathname = usePathname();
  const viewer = useViewer();
  const scope = useScope();
  const { online } = useNetwork();

  const navigation = useMemo<NavigationItem[]>(
    () => [
      ...(scope("activities:read")
        ? [
            { id: "today", label: "Today", href: "/today", icon: IconSun, shortcut: "G T", isPrimary: true },
            { id: "calendar", label: "Calendar", href: "/calendar", icon: IconCalendar, shortcut: "G E" },
          ]
        : []),
      ...screens
        .filter((screen) => scope(`${resourceOf(screen)}:read`))
        .map((screen) => ({
          id: screen.plural,
          label: `${screen.label}s`,
          href: `/${screen.plural}${screen.start ?? ""}`,
          icon: screen.icon,
          shortcut: goShortcuts[screen.name],
          isPrimary: ["deal", "contact"].includes(screen.name),
        })),
      ...(scope("bulk:write")
        ? [{ id: "import", label: "Import", href: "/import", icon: IconFileImport, shortcut: "G I" }]
        : []),
      ...(screens.some((screen) => screen.hasDuplicates !== false && scope(`${resourceOf(screen)}:merge`))
        ? [{ id: "duplicates", label: "Duplicates", href: "/duplicates", icon: IconCopy, shortcut: "G U" }]
        : []),
      ...(scope("changes:read")
        ? [{ id: "history", label: "History", href: "/history", icon: IconHistory, shortcut: "G H" }]
        : []),
    ],
    [scope],
  );

  const kept = useFavouriteViews(scope("views:read") !== undefined);
  const favourites = useMemo(
    () =>
      kept.flatMap((view) => {
        const screen = screens.find((one) => one.name === view.recordType);
        return screen
          ? [{ id: view.id, label: view.name, href: `/${screen.plural}?${viewParam}=${view.id}` }]
          : [];
      }),
    [kept],
  );

  const searchRecords = useCallback<SearchRecords>(
    async (query, signal) => {
      // As a list asks: the limit of requests is waited out, and what nobody waits for any more is not asked again.
      const queryKey = ["search", "menu", query];
      signal.addEventListener("abort", () => void queryClient.cancelQueries({ queryKey, exact: true }));
      const hits = await queryClient.fetchQuery({
        queryKey,
        queryFn: (asked) => client.search.records.query({ query, limit: 12 }, { signal: asked.signal }),
        staleTime: 0,
      });
      const found = hits.flatMap((hit) => {
        const screen = screens.find((one) => one.name === hit.recordType);
        return screen ? [{ hit, screen }] : [];
      });
      return {
        records: found.map(({ hit, screen }) => ({
          id: hit.id,
          label: hit.title,
          recordType: screen.label,
          icon: screen.icon,
          description: hit.subtitle,
          href: recordHref(screen, hit.id),
        })),
        lists: [...new Set(found.map(({ screen }) => screen))].map((screen) => ({
          label: `Show all “${query}” in ${screen.label}s`,
          icon: screen.icon,
          href: searchHref(screen, query),
        })),
      };
    },
    [client, queryClient],
  );

  useCommands([
    {
      id: "sign-out",
      label: "Sign out",
      group: "General",
      run: () => void signOut().catch(notifyError),
    },
    ...screens.flatMap((screen) => {
      const href = ownHref(screen, viewer.userId);
      if (!href || !scope(`${resourceOf(screen)}:read`)) return [];
      const { name, icon } = screen;
      return [
        { id: `own-${name}`, label: ownLabel(screen), group: "Go to", icon, run: () => router.push(href) },
      ];
    }),
    ...screens
      // The page of a type offers its own.
      .filter((screen) => scope(`${resourceOf(screen)}:write`) && pathname !== `/${screen.plural}`)
      .map((screen) => ({
        id: `create-${screen.name}`,
        label: `Create a new ${screen.noun.one}`,
        group: "General",
        run: () => router.push(`/${screen.plural}?new=1`),
      })),
    ...screens
      .filter((screen) => mayImport(screen, scope))
      .map((screen) => ({
        id: `import-${screen.name}`,
        label: `Import ${screen.noun.many}`,
        group: "General",
        icon: IconFileImport,
        run: () => router.push(`/import?type=${screen.plural}`),
      })),
  ]);

  return (
    <AppShell
      banner={
        online ? undefined : (
          <span role="status">
            You are offline: what you see may be old, and nothing can be saved until you are back.
          </span>
        )
      }
      navigation={navigation}
      favourites={favourites}
      settingsHref="/settings"
      workspace={<WorkspaceSwitcher />}
      user={{ name: viewer.name, email: viewer.email ?? "", profileHref: "/settings/profile" }}
      onSignOut={() => void signOut().catch(notifyError)}
      searchRecords={searchRecords}
    >
      {children}
    </AppShell>
  );
}
