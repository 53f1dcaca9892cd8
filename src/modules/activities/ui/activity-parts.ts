"use client";
// What a type whose records are worked on gets for its page: somewhere to write down what happened, and all that did.
import dynamic from "next/dynamic";
import type { RecordScreen } from "@/modules/records/ui/record-screen";

/** Every page knows every screen, and only a record's own page needs these. */
export const activityParts: Pick<RecordScreen, "Composer" | "Timeline"> = {
  Composer: dynamic(() => import("./composer").then((part) => part.RecordComposer), { ssr: false }),
  Timeline: dynamic(() => import("./activity-timeline").then((part) => part.ActivityTimeline), {
    ssr: false,
  }),
};
