"use client";
/** How a picker makes the record that it does not find, once it is open. */
import { useEffect, useState } from "react";
import { type MakeOption, useFieldSources } from "./field-sources";

export function useMaker(recordType: string | undefined, isOpen: boolean): MakeOption | undefined {
  const { loadMaker } = useFieldSources();
  const [found, setFound] = useState<{ make: MakeOption | undefined }>();
  useEffect(() => {
    if (!isOpen || !recordType || !loadMaker) return;
    let isCurrent = true;
    loadMaker(recordType).then(
      (make) => isCurrent && setFound({ make }),
      // Unknown is as good as not: what is there can still be picked.
      () => isCurrent && setFound(undefined),
    );
    return () => {
      isCurrent = false;
    };
  }, [loadMaker, recordType, isOpen]);
  return found?.make;
}
