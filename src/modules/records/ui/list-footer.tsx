"use client";
import { IconCheck } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useMemo } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RowsAsked, recordKeys } from "@/surfaces/rpc/records";
import { describeError } from "@/ui/feedback/describe-error";
import { formatDay, formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
// The calculations under the columns of a list, over everything that its query matches.
import { Menu } from "@/ui/late/menu";
import table from "@/ui/table/table.module.css";
import type { calculations as known } from "../summarize";
import { Amounts } from "./amounts";
import type { RecordScreen } from "./record-screen";

export type Calculation = (typeof known)[number];

const labels: Record<Calculation, string> = {
  count: "Count",
  filled: "Filled",
  empty: "Empty",
  unique: "Different",
  sum: "Sum",
  avg: "Average",
  min: "Lowest",
  max: "Highest",
};
const times: Partial<Record<Calculation, string>> = { min: "Earliest", max: "Latest" };

function possible({ kind }: FieldDescriptor): Calculation[] {
  if (kind === "integer" || kind === "number" || kind === "money")
    return ["sum", "avg", "min", "max", "count", "filled", "empty", "unique"];
  if (kind === "date" || kind === "dateTime") return ["min", "max", "count", "filled", "empty", "unique"];
  if (kind === "address") return [];
  if (kind === "tags" || kind === "multiSelect") return ["count", "filled", "empty"];
  return ["count", "filled", "empty", "unique"];
}

const labelOf = (field: FieldDescriptor, calculation: Calculation) =>
  (field.kind === "date" || field.kind === "dateTime" ? times[calculation] : undefined) ??
  labels[calculation];

interface Value {
  field: string;
  currency: string | null;
  value?: unknown;
}

interface FooterOptions {
  asked: RowsAsked;
  columns: string[];
  fields: FieldDescriptor[];
  calculations: Record<string, string>;
  onChange: (calculations: Record<string, string>) => void;
  isEnabled: boolean;
}

export function useListFooter(
  screen: RecordScreen,
  options: FooterOptions,
): (field: FieldDescriptor) => ReactNode {
  const { asked, columns, fields, calculations, onChange, isEnabled } = options;
  const client = useTRPCClient();
  const question = useMemo(() => {
    const { search, filter } = asked;
    const chosen = fields.flatMap((field): [string, Calculation][] => {
      const calculation = possible(field).find((one) => one === calculations[field.key]);
      return calculation && columns.includes(field.key) ? [[field.key, calculation]] : [];
    });
    return {
      recordType: screen.name,
      query: { ...(search ? { search } : {}), ...(filter ? { filter } : {}) },
      calculations: Object.fromEntries(chosen.slice(0, 20)),
    };
  }, [screen.name, asked, columns, fields, calculations]);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: [...recordKeys.sums(screen.plural), "footer", question],
    queryFn: ({ signal }) => client.records.summarize.query(question, { signal }),
    enabled: isEnabled && Object.keys(question.calculations).length > 0,
    placeholderData: keepPreviousData,
  });

  return useCallback(
    (field) => {
      const choices = possible(field);
      if (choices.length === 0) return null;
      const chosen = question.calculations[field.key];
      const values = data?.values.filter((one) => one.field === field.key && one.calculation === chosen);
      return (
        <FooterCell
          field={field}
          choices={choices}
          chosen={chosen}
          values={values}
          isStale={isPlaceholderData}
          fault={error ? describeError(error).detail : undefined}
          onChoose={(next) => {
            const { [field.key]: _, ...others } = calculations;
            onChange(next ? { ...others, [field.key]: next } : others);
          }}
        />
      );
    },
    [question, data, error, isPlaceholderData, calculations, onChange],
  );
}

interface FooterCellProps {
  field: FieldDescriptor;
  choices: Calculation[];
  chosen: Calculation | undefined;
  values: Value[] | undefined;
  isStale: boolean;
  fault: string | undefined;
  onChoose: (calculation: Calculation | undefined) => void;
}

function FooterCell({ field, choices, chosen, values, isStale, fault, onChoose }: FooterCellProps) {
  return (
    <Menu position="top-start">
      <Menu.Target>
        <button
          type="button"
          className={table.calculation}
          data-empty={chosen ? undefined : true}
          data-stale={isStale || undefined}
          aria-label={chosen ? undefined : `Calculate ${field.label}`}
          title={fault}
        >
          <span>{chosen ? labelOf(field, chosen) : "Calculate"}</span>
          {chosen ? (
            <b>{fault ? "—" : <Result field={field} calculation={chosen} values={values} />}</b>
          ) : null}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((choice) => (
          <Menu.Item
            key={choice}
            rightSection={choice === chosen ? <IconCheck size={14} aria-label="chosen" /> : null}
            onClick={() => onChoose(choice)}
          >
            {labelOf(field, choice)}
          </Menu.Item>
        ))}
        {chosen ? (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => onChoose(undefined)}>Nothing</Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ResultProps {
  field: FieldDescriptor;
  calculation: Calculation;
  values: Value[] | undefined;
}

function Result({ field, calculation, values }: ResultProps) {
  const { tag } = useLocale();
  if (!values) return "…";
  const found = values.filter(({ value }) => value !== null && value !== undefined);
  if (found.length === 0) return "—";
  if (field.kind === "date" || field.kind === "dateTime") {
    const value = found[0]?.value;
    return typeof value === "string" ? formatDay(value, tag) : formatNumber(Number(value), tag);
  }
  const isAmount =
    calculation === "sum" || calculation === "avg" || calculation === "min" || calculation === "max";
  if (!isAmount) return formatNumber(Number(found[0]?.value), tag);
  return (
    <Amounts
      canAdd={calculation === "sum"}
      amounts={found.map(({ currency, value }) => ({ currency, amount: Number(value) }))}
    />
  );
}
