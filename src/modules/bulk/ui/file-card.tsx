"use client";
// One file of an import: what it holds, how it is read, which column fills which field, and what becomes of records that
// are there already.
import { Button, NativeSelect, Popover, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { Import, ImportKind } from "../plan-schema";
import { type ColumnChoice, type FileChoice, missingOf, type RecordTypeName, withMain } from "./choices";
import { ColumnRow, fieldChoices } from "./column-row";
import { FixedValues } from "./fixed-values";
import classes from "./import.module.css";

type File = Import["files"][number];
type Encoding = NonNullable<File["encoding"]>;

export type FileReading = { delimiter?: "," | ";" | "\t" | "|"; encoding?: Encoding };

const delimiters: { value: NonNullable<FileReading["delimiter"]>; label: string }[] = [
  { value: ",", label: "commas" },
  { value: ";", label: "semicolons" },
  { value: "\t", label: "tabs" },
  { value: "|", label: "bars" },
];
const encodings: { value: Encoding; label: string }[] = [
  { value: "utf-8", label: "UTF-8" },
  { value: "windows-1252", label: "Windows-1252 (Western European)" },
  { value: "utf-16le", label: "UTF-16, little endian" },
  { value: "utf-16be", label: "UTF-16, big endian" },
];
/** A table of a thousand columns is shown a part at a time. */
const shownAtOnce = 60;

interface FileCardProps {
  file: File;
  at: number;
  /** The heading of the step has its name already. */
  isAlone: boolean;
  choice: FileChoice;
  kinds: ImportKind[];
  onChange: (next: FileChoice) => void;
  onReadAnew: (said: FileReading) => void;
}

export function FileCard({ file, at, isAlone, choice, kinds, onChange, onReadAnew }: FileCardProps) {
  const [shown, setShown] = useState(shownAtOnce);
  const { main, columns } = choice;
  const kind = kinds.find((one) => one.recordType === main);
  const name = file.fileName ?? `File ${at + 1}`;
  const matched = file.columns.filter(({ column }) => columns[column]).length;
  const taken = useMemo(
    () =>
      new Set(Object.values(columns).flatMap((one) => (one?.field ? `${one.recordType}:${one.field}` : []))),
    [columns],
  );
  const offered = useMemo(() => (kind ? fieldChoices(kind, kinds) : []), [kind, kinds]);
  const missing = missingOf(choice, kinds);
  const set = (column: string, next: ColumnChoice | null) =>
    onChange({ ...choice, columns: { ...columns, [column]: next } });

  return (
    <section className={classes.file} aria-label={name}>
      <header className={classes.fileTop}>
        <div className={classes.fileName}>
          {isAlone ? null : (
            <Title order={3} size="h4">
              {name}
            </Title>
          )}
          <Text size="sm" c="dimmed" component="div">
            {main ? `${matched} of ${file.columns.length} columns matched` : "Left out"}
            {" · "}
            <Reading file={file} onReadAnew={onReadAnew} />
          </Text>
        </div>
        <NativeSelect
          label="The file holds"
          value={main ?? ""}
          data={[
            ...kinds.map(({ recordType, labelPlural }) => ({ value: recordType, label: labelPlural })),
            { value: "", label: "Nothing: leave it out" },
          ]}
          onChange={(event) => {
            const next = kinds.find((one) => one.recordType === event.currentTarget.value);
            onChange(withMain(choice, (next?.recordType as RecordTypeName | undefined) ?? null, kinds, file));
          }}
        />
      </header>
      {missing.map(({ kind: needing, labels }) => (
        <Text key={needing.recordType} size="sm" className={classes.missing} role="status">
          <IconAlertTriangle size={15} aria-hidden /> A new {needing.label.toLowerCase()} needs{" "}
          {labels.join(" and ")}: choose the column that holds it.
        </Text>
      ))}
      {kind ? (
        <>
          <div className={classes.tableArea}>
            <table className={`${classes.table} ${classes.columns}`}>
              <thead>
                <tr>
                  <th scope="col">Column in the file</th>
                  <th scope="col">Samples</th>
                  <th scope="col">Fills the field</th>
                  <th scope="col">How it is written</th>
                </tr>
              </thead>
              <tbody>
                {file.columns.slice(0, shown).map((column) => (
                  <ColumnRow
                    key={column.column}
                    column={column}
                    choice={columns[column.column] ?? null}
                    kind={kind}
                    kinds={kinds}
                    offered={offered}
                    taken={taken}
                    timeZone={choice.timeZone}
                    onTimeZone={(timeZone) => onChange({ ...choice, timeZone })}
                    onChange={(next) => set(column.column, next)}
                  />
                ))}
              </tbody>
            </table>
          </div>
          {file.columns.length > shown ? (
            <Button mt={10} variant="default" onClick={() => setShown(shown + shownAtOnce)}>
              Show {Math.min(shownAtOnce, file.columns.length - shown)} more columns
            </Button>
          ) : null}
          <Settings file={file} choice={choice} kind={kind} onChange={onChange} />
        </>
      ) : null}
    </section>
  );
}

function Reading({ file, onReadAnew }: Pick<FileCardProps, "file" | "onReadAnew">) {
  const { delimiter, encoding } = file;
  if (!delimiter || !encoding) return null;
  const separated = delimiters.find((one) => one.value === delimiter)?.label ?? delimiter;
  const written = encodings.find((one) => one.value === encoding)?.label ?? encoding;
  return (
    <Popover position="bottom-start" trapFocus withinPortal shadow="md">
      <Popover.Target>
        <button type="button" className={classes.reading}>
          {written}, separated by {separated}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <NativeSelect
          label="Columns are separated by"
          value={delimiter}
          data={delimiters}
          onChange={(event) => {
            const next = delimiters.find((one) => one.value === event.currentTarget.value);
            if (next) onReadAnew({ delimiter: next.value });
          }}
        />
        <NativeSelect
          mt={10}
          label="Its text is written in"
          value={encoding}
          data={encodings}
          onChange={(event) => {
            const next = encodings.find((one) => one.value === event.currentTarget.value);
            if (next) onReadAnew({ encoding: next.value });
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Settings({
  file,
  choice,
  kind,
  onChange,
}: Pick<FileCardProps, "file" | "choice" | "onChange"> & { kind: ImportKind }) {
  const noun = kind.label.toLowerCase();
  const filled = new Set(
    file.columns.flatMap(({ column }) => {
      const one = choice.columns[column];
      return one?.recordType === kind.recordType && one.field ? one.field : [];
    }),
  );
  const keys = kind.fields.filter(({ field, isKey }) => isKey && filled.has(field));
  return (
    <div className={classes.settings}>
      <NativeSelect
        label={`If the ${noun} is there already`}
        value={choice.existing}
        data={[
          { value: "update", label: "Update it with what the file says" },
          { value: "skip", label: "Leave it as it is" },
          { value: "create", label: `Create another ${noun}` },
        ]}
        onChange={({ currentTarget: { value } }) =>
          onChange({
            ...choice,
            existing: value === "skip" ? "skip" : value === "create" ? "create" : "update",
          })
        }
      />
      {choice.existing === "update" && kind.recordType !== "people" ? (
        <NativeSelect
          label="If a cell is empty"
          value={choice.emptyCells}
          data={[
            { value: "keep", label: `Leave what the ${noun} has` },
            { value: "clear", label: `Clear what the ${noun} has` },
          ]}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...choice, emptyCells: value === "clear" ? "clear" : "keep" })
          }
        />
      ) : null}
      <NativeSelect
        label="Recognised by"
        value={choice.matchBy ?? ""}
        disabled={choice.existing === "create" || keys.length === 0}
        data={[
          { value: "", label: usualKey[kind.recordType] ?? "Nothing: every row is new" },
          ...keys.map(({ field, label }) => ({ value: field, label })),
        ]}
        onChange={(event) => onChange({ ...choice, matchBy: event.currentTarget.value || null })}
      />
      <FixedValues
        kind={kind}
        filled={filled}
        fixed={choice.fixed}
        onChange={(fixed) => onChange({ ...choice, fixed })}
      />
    </div>
  );
}

/** What tells the records of a kind apart when nothing is chosen. */
const usualKey: Record<string, string> = {
  contacts: "E-mail",
  leads: "E-mail",
  accounts: "Name or website",
  products: "Name",
  people: "E-mail or name",
};
