// What holds for a lead however it is written: only conversion makes it converted, and every score leaves a trace.
import { uuidOf } from "@/kernel/id";
import type { RecordRules, Wire } from "@/kernel/records";
import { leadError } from "./errors";
import { noteScore } from "./score-history";
import type { ScoringFactor } from "./table";

/** What conversion says about its own write: the links it made. Nobody else may. */
export type ConversionLinks = Record<
  "convertedAt" | "convertedContactId" | "convertedAccountId" | "convertedDealId",
  string | null
>;

export const noConversion: ConversionLinks = {
  convertedAt: null,
  convertedContactId: null,
  convertedAccountId: null,
  convertedDealId: null,
};

export const leadRules: RecordRules = {
  mayGive: ({ about }) => about.isAssigned === true,

  async complete(ctx, { before, next, about }): Promise<Wire> {
    const links = about.conversion as ConversionLinks | undefined;
    if (links) return links;
    const [was, is] = [before?.status ?? null, next.status];
    // Undoing the change set of a conversion deletes what it made; the lead follows.
    if (was === "converted" && is !== was && ctx.request.operation === "changes.revert") return noConversion;
    if (was !== is && (was === "converted" || is === "converted")) {
      throw leadError(is === "converted" ? "LEAD_NEEDS_CONVERSION" : "LEAD_CONVERTED");
    }
    if (is === "qualified" && was !== "qualified") return { qualifiedAt: ctx.now };
    return is === "new" || is === "contacted" ? { qualifiedAt: null } : {};
  },

  async written(ctx, { before, after, about }) {
    if (before?.status === "converted" && after.status !== "converted") {
      ctx.tx.send(
        "update lead_conversions set undone_at = $3 where tenant_id = $1 and lead_id = $2 and undone_at is null",
        [uuidOf("tenant", ctx.tenant.id), uuidOf("lead", after.id as string), ctx.now],
      );
    }
    const previous = before ? (before.score as number) : null;
    const score = after.score as number;
    const factors = (about.scoringFactors as ScoringFactor[] | undefined) ?? [];
    if (previous === score && factors.length === 0) return;
    if (previous === null && score === 0) return;
    noteScore(ctx, after, previous, factors);
  },
};
