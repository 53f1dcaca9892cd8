"use client";
// A list without rows: what it is for and the first step, or that the filter leaves nothing.
import { Button } from "@mantine/core";
import Link from "next/link";
import { EmptyState } from "@/ui/feedback/states";
import type { RecordScreen } from "./record-screen";

interface ListEmptyProps {
  screen: RecordScreen;
  isFiltered: boolean;
  canCreate: boolean;
  canImport: boolean;
  onShowAll: () => void;
  onCreate: () => void;
}

export function ListEmpty({ screen, isFiltered, canCreate, canImport, onShowAll, onCreate }: ListEmptyProps) {
  const { noun } = screen;
  if (isFiltered)
    return (
      <EmptyState
        icon={<screen.icon size={22} />}
        title={`No ${noun.many} match`}
        action={
          <Button variant="default" onClick={onShowAll}>
            Show all {noun.many}
          </Button>
        }
      >
        Nothing fits the search and filter above.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<screen.icon size={22} />}
      title={`No ${noun.many} yet`}
      action={
        canCreate ? (
          <>
            <Button onClick={onCreate}>New {noun.one}</Button>
            {canImport ? (
              <Button component={Link} href={`/import?type=${screen.plural}`} variant="default">
                Import a file
              </Button>
            ) : null}
          </>
        ) : null
      }
    >
      {screen.emptyText}
    </EmptyState>
  );
}
