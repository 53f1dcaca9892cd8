"use client";
/** Asks before what cannot be undone; everything else is done at once. */
export { type Confirmation, confirm } from "@/ui/feedback/confirm";
