import type { Metadata } from "next";
import { ProfilePage } from "@/modules/users/ui/profile-page";

export const metadata: Metadata = { title: "Profile" };

export default function Page() {
  return <ProfilePage />;
}
