"use client";
// Settings → Sharing out leads: who gets a new lead, and who is away.
import { PermissionGate } from "@/modules/users/ui/permission-gate";
import { SettingsPage } from "@/ui/settings/settings-layout";
import { AbsencesSection } from "./absences-section";
import { AssignmentSection } from "./assignment-section";

export function SharingPage() {
  return (
    <SettingsPage
      title="Sharing out leads"
      description="Who gets a lead that nobody has been named for: from web forms, imports, the API and colleagues."
    >
      <PermissionGate permission="leads:assign">
        <AssignmentSection />
        <AbsencesSection of="everyone" />
      </PermissionGate>
    </SettingsPage>
  );
}
