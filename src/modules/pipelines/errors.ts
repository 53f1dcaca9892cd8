// Codes that a client of pipelines must tell apart.
import { defineErrors } from "@/kernel/errors";

export const pipelineError = defineErrors({
  LAST_PIPELINE: [409, "The last pipeline in use cannot be archived"],
  PIPELINE_ARCHIVED: [409, "This pipeline is archived and takes no new deals"],
  LAST_STAGE_OF_OUTCOME: [409, "A pipeline keeps at least one open, one won and one lost stage"],
  STAGE_HAS_DEALS: [409, "There are deals in this stage: say with moveTo which stage they go to"],
  STAGE_OUTCOME_DIFFERS: [409, "Deals of an open stage go to an open one, won to won, lost to lost"],
});
