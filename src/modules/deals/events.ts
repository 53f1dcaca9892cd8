// What happens to deals.
import { defineRecordEvents } from "@/kernel/records";
import { dealRecord } from "./schema";
import { dealLost, dealStageChanged, dealWon } from "./stage-events";

export const dealEvents = {
  ...defineRecordEvents(dealRecord),
  stageChanged: dealStageChanged,
  won: dealWon,
  lost: dealLost,
};
