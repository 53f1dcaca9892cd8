"use client";
// A list that is asked for what is not there: a field that was deleted since the view was saved, a mistyped address.
import { Button } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { describeError } from "@/ui/feedback/describe-error";
import { EmptyState } from "@/ui/feedback/states";
import type { RecordScreen } from "./record-screen";

interface ListProblemProps {
  screen: RecordScreen;
  error: unknown;
  onShowAll: () => void;
}

/** Whether asking again could not help: the question itself is refused. */
export const isRefusedQuestion = (error: unknown): boolean =>
  error !== undefined && describeError(error).status === 422;

export function ListProblem({ screen, error, onShowAll }: ListProblemProps) {
  const { fields, detail } = describeError(error);
  // What would be allowed is told to programs; here it would be a page of names.
  const reasons = (Object.values(fields).length > 0 ? Object.values(fields) : [detail]).map((text) =>
    sentence(text.replace(/ Known: .*$/s, "")),
  );
  return (
    <div role="alert">
      <EmptyState
        icon={<IconFilterOff size={22} />}
        title="This list cannot be shown as it is asked for"
        action={
          <Button variant="default" onClick={onShowAll}>
            Show all {screen.noun.many}
          </Button>
        }
      >
        {reasons.join(" ")} A field or an option may have been deleted since the view was saved or the link
        was made.
      </EmptyState>
    </div>
  );
}

/** A value that is refused is told by its path in the question; people know it by its field. */
const sentence = (text: string): string => {
  const said = text.replace(/^filter\.\S+ must be one of /, "A value of the filter must be one of ");
  return /[.!?]$/.test(said) ? said : `${said}.`;
};
