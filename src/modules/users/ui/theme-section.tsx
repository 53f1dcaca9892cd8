"use client";
/** Light, dark, or as the system: kept in this browser. */
import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { SettingsSection } from "@/ui/settings/settings-list";

const schemes = [
  { value: "auto", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function ThemeSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // The server does not know what this browser has kept.
  const isMounted = useMounted();
  return (
    <SettingsSection title="Appearance">
      <SegmentedControl
        aria-label="Appearance"
        data={schemes}
        value={isMounted ? colorScheme : "auto"}
        onChange={(value) => setColorScheme(value === "light" || value === "dark" ? value : "auto")}
      />
    </SettingsSection>
  );
}
