// Deals: the public face of the module.
import { registerDealMover } from "@/modules/pipelines";
import { moveAllDeals } from "./history";

registerDealMover(moveAllDeals);

export { dealEvents } from "./events";
export { type ActivityCheck, registerActivityCheck } from "./gates";
export { type NextActivityFinder, registerNextActivity } from "./next-activity";
export { dealsRouter } from "./router";
export { Deal, dealRecord, NewDeal, NextActivity } from "./schema";
export { createDeal, getDeal, listDeals, moveDealStage } from "./service";
