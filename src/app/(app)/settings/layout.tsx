import type { ReactNode } from "react";
import { SettingsNavigation } from "@/modules/users/ui/settings-navigation";

export default function SettingsFrame({ children }: { children: ReactNode }) {
  return <SettingsNavigation>{children}</SettingsNavigation>;
}
