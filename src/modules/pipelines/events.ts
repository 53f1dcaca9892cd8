// What happens to pipelines.
import { z } from "zod";
import { defineEvent } from "@/kernel/events/define";
import { Pipeline } from "./schema";

export const pipelineChanged = defineEvent(
  "pipeline.changed",
  "A pipeline, one of its stages or their order was created or changed",
  z.strictObject({ pipeline: Pipeline }),
);
