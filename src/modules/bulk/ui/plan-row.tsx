"use client";
// One row of an import: what becomes of it, and each problem in its cell, put right there.
import { Button, Group, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { inferRouterOutputs } from "@trpc/server";
import { type MouseEvent, useState } from "react";
import type { AppRouter } from "@/modules";
import classes from "./import.module.css";
import { PlanChanges } from "./plan-changes";
import { type Action, words } from "./plan-words";

/** As it arrives: the client knows no more of the values in it. */
type Row = inferRouterOutputs<AppRouter>["imports"]["rows"]["items"][number];
export type RowChange = { cells?: Record<string, string>; isExcluded?: boolean };

interface PlanRowProps {
  row: Row;
  columns: string[];
  /** The writing was stopped before it. */
  isOpen: boolean;
  onChange: ((patch: RowChange) => void) | undefined;
  /** The line on which an earlier row begins, where it is at hand. */
  lineOf: (row: number) => number | undefined;
}

/** Why a row cannot be taken as it stands; what was left out by hand can be. */
function whyNot(row: Row): string | undefined {
  if (row.isExcluded) return undefined;
  if (row.action === "problem") {
    const fault = row.parts.flatMap((part) => part.problems).find((one) => one.severity === "error");
    return `Not taken before this is put right${fault ? `: ${fault.message}` : ""}`;
  }
  if (row.action === "skip") return "Not taken: it is there already, and what is there is left alone";
  return row.action === "unchanged" ? "Nothing to take: it is there already and the same" : undefined;
}

/** To the cell of a column, which may be far to the right. */
const goTo = (at: number) => (event: MouseEvent<HTMLElement>) =>
  event.currentTarget.closest("tr")?.querySelector<HTMLElement>(`[data-cell="${at}"] input`)?.focus();

export function PlanRow({ row, columns, isOpen, lineOf, onChange }: PlanRowProps) {
  const fixed = whyNot(row);
  const problems = row.parts.flatMap((part) => part.problems);
  const general = problems.filter((one) => one.column === null || !columns.includes(one.column));
  const wrong = columns.flatMap((column, at) =>
    problems.some((one) => one.column === column && one.severity === "error") ? { column, at } : [],
  );
  const several = row.parts.length > 1;
  // What is linked to is named in its cell; the same record twice in one file is worth a word.
  const twins = row.parts.flatMap(({ recordType, action, ofRow }) =>
    ofRow !== null && action !== "link" ? [{ recordType, ofRow }] : [],
  );
  const line = row.line ?? row.row;
  const isPast = !onChange && !isOpen;
  return (
    <tr className={row.isExcluded ? classes.leftOut : undefined}>
      {onChange ? (
        <td className={classes.takeCell}>
          <label className={classes.take}>
            <input
              type="checkbox"
              className={classes.check}
              aria-label={`Take line ${line}`}
              checked={!row.isExcluded && !fixed}
              disabled={fixed !== undefined}
              title={fixed}
              aria-description={fixed}
              onChange={(event) => onChange({ isExcluded: !event.currentTarget.checked })}
            />
          </label>
        </td>
      ) : null}
      <th scope="row" data-label="Line">
        {line}
      </th>
      <td>
        {several ? (
          row.parts.map((part) => (
            <span key={part.recordType} className={classes.part}>
              {part.recordType}: <ActionBadge action={part.action} isPast={isPast} />
            </span>
          ))
        ) : (
          <ActionBadge action={row.action} isPast={isPast} />
        )}
        {isOpen ? <span className={classes.count}> not written</span> : null}
        {twins.map(({ recordType, ofRow }) => (
          <span key={recordType} className={classes.problem}>
            The same {several ? `${recordType} ` : ""}as{" "}
            {lineOf(ofRow) ? `line ${lineOf(ofRow)}` : `row ${ofRow}`}
          </span>
        ))}
        {row.parts.map(({ recordType, changes }) => (
          <PlanChanges key={recordType} recordType={recordType} changes={changes} />
        ))}
        {onChange && wrong.length > 0 ? (
          <span className={classes.problem}>
            {wrong.map(({ column, at }) => (
              <button key={column} type="button" className={classes.wrong} onClick={goTo(at)}>
                {column}
              </button>
            ))}
          </span>
        ) : null}
        {general.map((one) => (
          <span key={`${one.code}${one.field}`} className={classes.problem}>
            {one.message}
          </span>
        ))}
      </td>
      {columns.map((column, at) => {
        const problem = problems.find((one) => one.column === column);
        const text = row.cells[at] ?? "";
        return (
          <td
            key={column}
            data-cell={at}
            data-label={column}
            data-problem={problem?.severity}
            data-empty={text === "" && !problem}
          >
            {problem && onChange && problem.severity === "error" ? (
              <ProblemCell
                key={text}
                label={`${column}, line ${line}`}
                text={text}
                suggestion={problem.suggestion}
                onSave={(next) => onChange({ cells: { [column]: next } })}
              />
            ) : (
              <span className={classes.cell}>{text}</span>
            )}
            {problem ? (
              <span className={classes.problem}>
                <IconAlertTriangle size={12} aria-hidden /> {problem.message}
              </span>
            ) : null}
          </td>
        );
      })}
    </tr>
  );
}

function ActionBadge({ action, isPast }: { action: Action; isPast: boolean }) {
  return (
    <span className={classes.badge} data-color={words[action].color}>
      {isPast ? words[action].past : words[action].text}
    </span>
  );
}

function ProblemCell(props: {
  label: string;
  text: string;
  suggestion: string | null;
  onSave: (text: string) => void;
}) {
  const [text, setText] = useState(props.text);
  const save = () => {
    if (text !== props.text) props.onSave(text);
  };
  return (
    <Group gap={6} wrap="nowrap">
      <TextInput
        size="xs"
        miw={130}
        aria-label={props.label}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Enter") save();
        }}
      />
      {props.suggestion ? (
        <Button
          size="compact-xs"
          variant="light"
          flex="none"
          onClick={() => props.onSave(props.suggestion ?? text)}
        >
          {props.suggestion}
        </Button>
      ) : null}
    </Group>
  );
}
