"use client";
export { DealsPage as DealList } from "@/modules/deals/ui/deals-page";
