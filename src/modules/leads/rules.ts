// What holds for a lead however it is written: only conversion makes it converted, and every score leaves a trace.
import type { RecordRules, Wire } from "@/kernel/records";
import { leadError } from "./errors";
import { noteScore } from "./score-history";
import type { ScoringFactor } from "./table";

/** What conversion says about its own write: the links it made. Nobody else may. */
export type ConversionLinks = Record<
  "convertedAt" | "convertedContactId" | "convertedAccountId" | "convertedDealId",
  string | null
>;

export const leadRules: RecordRules = {
  mayGive: ({ about }) => about.isAssigned === true,

  async complete(ctx, { before, next, about }): Promise<Wire> {
    const links = about.conversion as ConversionLinks | undefined;
    if (links) return links;
    const [was, is] = [before?.status ?? null, next.status];
    if (was !== is && (was === "converted" || is === "converted")) {
      throw leadError(is === "converted" ? "LEAD_NEEDS_CONVERSION" : "LEAD_CONVERTED");
    }
    if (is === "qualified" && was !== "qualified") return { qualifiedAt: ctx.now };
    return is === "new" || is === "contacted" ? { qualifiedAt: null } : {};
  },

  async written(ctx, { before, after, about }) {
    const previous = before ? (before.score as number) : null;
    const score = after.score as number;
    const factors = (about.scoringFactors as ScoringFactor[] | undefined) ?? [];
    if (previous === score && factors.length === 0) return;
    if (previous === null && score === 0) return;
    noteScore(ctx, after, previous, factors);
  },
};
