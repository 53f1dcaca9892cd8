"use client";
// A lead as the server answers it, put in all its places.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { recordCache } from "@/modules/records/ui/cache";
import type { RecordRow } from "@/surfaces/rpc/records";

const leadType = { name: "lead", plural: "leads" };

export function usePutLead(): (lead: RecordRow) => void {
  const client = useQueryClient();
  return useCallback(
    (lead) => {
      const cache = recordCache(client, leadType);
      cache.put(lead);
      cache.refreshAround(lead.id);
      cache.refreshLists();
      void client.invalidateQueries({ queryKey: ["activities"] });
    },
    [client],
  );
}
