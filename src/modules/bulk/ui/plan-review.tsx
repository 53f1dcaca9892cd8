"use client";
// The plan of an import, before anything is written: what is wrong, put right for all rows at once or cell by cell, and
// what becomes of every row.
import { Button, Group, Text, Title } from "@mantine/core";
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import type { TargetChoice } from "../plan-input";
import type { Import } from "../plan-schema";
import classes from "./import.module.css";
import { PlanRows } from "./plan-rows";
import { takenOf, typesOf } from "./plan-words";
import { ProblemGroups } from "./problem-groups";
import { Rejects } from "./rejects";

interface PlanReviewProps {
  plan: Import;
  isBusy: boolean;
  onAgain: () => void;
  onMatch: () => void;
  onCommit: () => void;
  onPlan: (targets: TargetChoice[]) => void;
  onChanged: () => void;
}

export function PlanReview({ plan, isBusy, onAgain, onMatch, onCommit, onPlan, onChanged }: PlanReviewProps) {
  const { tag: locale } = useLocale();
  const taken = takenOf(plan.counts);
  return (
    <>
      <header className={classes.fileHeader}>
        <div>
          <Title order={2} size="h3" tabIndex={-1}>
            Plan for {plan.fileName ?? "the file"}
          </Title>
          <Text size="sm" c="dimmed">
            Nothing is written yet: {typesOf(plan)} from {formatNumber(plan.total ?? 0, locale)} rows.
          </Text>
        </div>
        <Group gap={8}>
          <Button variant="default" onClick={onAgain}>
            Choose other files
          </Button>
          <Button variant="default" onClick={onMatch}>
            Change the columns
          </Button>
          <Rejects plan={plan} label="Download what is left out" />
          <Button onClick={onCommit} loading={isBusy} disabled={taken === 0}>
            Import {formatNumber(taken, locale)} {taken === 1 ? "row" : "rows"}
          </Button>
        </Group>
      </header>
      <ProblemGroups plan={plan} isBusy={isBusy} onPlan={onPlan} />
      <PlanRows plan={plan} onChanged={onChanged} />
    </>
  );
}
