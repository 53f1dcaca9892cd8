"use client";
// "Merge" for the selected rows of a list, when there are two to five.
import { Button } from "@mantine/core";
import { IconArrowsJoin2 } from "@tabler/icons-react";
import { useState } from "react";
import { isMergeable, type RecordScreen, resourceOf } from "@/modules/records/ui/record-screen";
import { useMay } from "@/modules/records/ui/viewer";
import type { RecordRow } from "@/surfaces/rpc/records";
import { MergeSheet } from "./merge-sheet";

const mostMerged = 5;

interface MergeSelectedProps {
  screen: RecordScreen;
  rows: RecordRow[];
  onMerged: () => void;
}

export function MergeSelected({ screen, rows, onMerged }: MergeSelectedProps) {
  const may = useMay();
  const [isOpen, setIsOpen] = useState(false);
  const isFew = rows.length >= 2 && rows.length <= mostMerged;
  const canMerge = isMergeable(screen) && rows.every((row) => may(`${resourceOf(screen)}:merge`, row));
  if (!isFew || !canMerge) return null;
  return (
    <>
      <Button variant="subtle" leftSection={<IconArrowsJoin2 size={15} />} onClick={() => setIsOpen(true)}>
        Merge
      </Button>
      {isOpen ? (
        <MergeSheet
          screen={screen}
          ids={rows.map((row) => row.id)}
          onClose={() => setIsOpen(false)}
          onMerged={onMerged}
        />
      ) : null}
    </>
  );
}
