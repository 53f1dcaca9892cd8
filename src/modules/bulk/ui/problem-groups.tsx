"use client";
// What is wrong in an import, the same fault of many rows together: a value that is meant otherwise is put right once, for
// all of them.
import { Button, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import type { TargetChoice } from "../plan-input";
import type { Import, ProblemGroup } from "../plan-schema";
import classes from "./import.module.css";
import { useImportKinds } from "./match-step";
import { planKey } from "./plan-page";
import { missingRecords, withMeaning, withMissing } from "./put-right";

const shownFirst = 6;

interface ProblemGroupsProps {
  plan: Import;
  isBusy?: boolean;
  /** Absent: nothing can be put right any more. */
  onPlan?: (targets: TargetChoice[]) => void;
}

export function ProblemGroups({ plan, isBusy = false, onPlan }: ProblemGroupsProps) {
  const client = useTRPCClient();
  const { tag: locale } = useLocale();
  const [isAll, setIsAll] = useState(false);
  const { problem, warnings } = plan.counts;
  const { data } = useQuery({
    queryKey: [...planKey(plan.id), "problems", plan.status, plan.plannedAt, problem, warnings],
    queryFn: ({ signal }) => client.imports.problems.query({ importId: plan.id }, { signal }),
    enabled: problem + warnings > 0,
  });
  const { data: kinds } = useImportKinds();
  if (!data || data.length === 0) return null;
  const groups = isAll ? data : data.slice(0, shownFirst);
  const missing = onPlan && kinds ? missingRecords(plan, data, kinds) : [];
  return (
    <section className={classes.groups} aria-label="What to look at">
      <Title order={2} size="h4">
        What to look at
      </Title>
      <ul>
        {missing.map((one) => (
          <li key={`${one.file}:${one.recordType}:${one.column}`} data-severity="error">
            <div>
              <Text size="sm" component="p">
                Column {one.column} names {one.other.labelPlural.toLowerCase()} that are not there
              </Text>
              <Text size="xs" c="dimmed" component="p">
                {one.other.labelPlural} that are there are linked to; each of the others is made once, with
                its name.
              </Text>
            </div>
            <Button
              size="compact-sm"
              variant="light"
              disabled={isBusy}
              onClick={() => onPlan?.(withMissing(plan, one))}
            >
              Create the missing {one.other.labelPlural.toLowerCase()}
            </Button>
          </li>
        ))}
        {groups.map((group) => (
          <li
            key={`${group.file}:${group.severity}:${group.column}:${group.code}:${group.value}:${group.firstRow}`}
            data-severity={group.severity}
          >
            <div>
              <Text size="sm" component="p">
                {group.message}
              </Text>
              <Text size="xs" c="dimmed" component="p">
                {group.severity === "error" ? "Left out" : "Worth a look"}: {formatNumber(group.rows, locale)}{" "}
                {group.rows === 1 ? "row" : "rows"}
                {plan.files.length > 1 ? ` of ${plan.files[group.file]?.fileName ?? "a file"}` : ""}
                {group.column ? `, column ${group.column}` : ""}
                {group.value && !group.message.includes(group.value) ? `: “${group.value}”` : ""}
              </Text>
            </div>
            {onPlan && group.severity === "error" && group.column && group.value ? (
              <PutRight
                group={group}
                isBusy={isBusy}
                onMeans={(text) => onPlan(withMeaning(plan, group, text))}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {data.length > shownFirst ? (
        <Button variant="subtle" size="compact-sm" onClick={() => setIsAll(!isAll)} aria-expanded={isAll}>
          {isAll ? "Show fewer" : `Show ${data.length - shownFirst} more`}
        </Button>
      ) : null}
    </section>
  );
}

function PutRight(props: { group: ProblemGroup; isBusy: boolean; onMeans: (text: string) => void }) {
  const { group, isBusy, onMeans } = props;
  const [text, setText] = useState("");
  return (
    <div className={classes.putRight}>
      {group.suggestion ? (
        <Button
          size="compact-sm"
          variant="light"
          disabled={isBusy}
          onClick={() => onMeans(group.suggestion ?? "")}
        >
          Take it for “{group.suggestion}”
        </Button>
      ) : null}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) onMeans(text.trim());
        }}
      >
        <TextInput
          size="xs"
          aria-label={`${group.value} in ${group.column} stands for`}
          placeholder="stands for…"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {text.trim() ? (
          <Button size="compact-sm" variant="default" type="submit" disabled={isBusy}>
            Use
          </Button>
        ) : null}
      </form>
    </div>
  );
}
