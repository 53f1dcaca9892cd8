// What the calls and caches of records need to know of deals.
import type { TypeName } from "@/surfaces/rpc/records";

export const dealType: TypeName = { name: "deal", plural: "deals" };
