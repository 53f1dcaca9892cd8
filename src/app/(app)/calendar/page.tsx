import type { Metadata } from "next";
import { CalendarPage } from "@/modules/activities/ui/calendar-page";

export const metadata: Metadata = { title: "Calendar" };

export default function Page() {
  return <CalendarPage />;
}
