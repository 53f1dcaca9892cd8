"use client";
// Which column fills which field: found by name and content, shown with samples and with what would be said about the
// first rows, changed by hand where it is wrong.
import { Badge, Button, Checkbox, Group, Radio, Select, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { RecordScreen } from "@/modules/records/ui/record-screen";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { ErrorState } from "@/ui/feedback/states";
import type { Import, TargetChoice } from "../plan-schema";
import type { Preview } from "../schema";
import classes from "./import.module.css";
import { type ColumnMapping, type ImportOptions, previewFile, targetsOf, uploadFile } from "./upload";

const sure = 0.9;
const shownRows = 5;
const leaveOut = "";

interface MatchColumnsProps {
  file: File;
  screen: RecordScreen;
  onCancel: () => void;
  onPlanned: (planned: Import) => void;
}

export function MatchColumns({ file, screen, onCancel, onPlanned }: MatchColumnsProps) {
  const [changed, setChanged] = useState<ColumnMapping>({});
  const [options, setOptions] = useState<ImportOptions>({ existing: "update", isLenient: false });
  const [also, setAlso] = useState<TargetChoice["recordType"][]>([]);
  const client = useTRPCClient();
  const [isStarting, setIsStarting] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ["import", "preview", screen.plural, file.name, file.size, file.lastModified, changed],
    queryFn: () => previewFile(file, screen.plural, Object.keys(changed).length > 0 ? changed : undefined),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

  if (!data) {
    if (!error) return <Skeleton height={320} />;
    return (
      <>
        <ErrorState error={error} onRetry={() => void refetch()} />
        <Group justify="center">
          <Button variant="default" onClick={onCancel}>
            Choose another file
          </Button>
        </Group>
      </>
    );
  }

  const mapping: ColumnMapping = Object.fromEntries(data.columns.map(({ column, field }) => [column, field]));
  const missing = data.fields.filter(
    (field) => field.isRequired && !data.columns.some((column) => column.field === field.field),
  );
  const matched = data.columns.filter((column) => column.field !== null).length;

  async function start() {
    setIsStarting(true);
    try {
      const recordType = screen.plural as TargetChoice["recordType"];
      const { id } = await uploadFile(file);
      const targets = targetsOf(recordType, mapping, options, also);
      onPlanned(await client.imports.plan.mutate({ importId: id, targets }));
    } catch (thrown) {
      notifyError(thrown);
      setIsStarting(false);
    }
  }

  return (
    <>
      <header className={classes.fileHeader}>
        <div>
          <Title order={2} size="h3">
            {file.name}
          </Title>
          <Text size="sm" c="dimmed">
            {matched} of {data.columns.length} columns matched · {data.encoding}, separated by{" "}
            {delimiterName(data.delimiter)}
          </Text>
        </div>
        <Group gap={8}>
          <Button variant="default" onClick={onCancel}>
            Choose another file
          </Button>
          <Button onClick={() => void start()} loading={isStarting} disabled={missing.length > 0}>
            See what it will do
          </Button>
        </Group>
      </header>
      {missing.length > 0 ? (
        <Text size="sm" className={classes.missing} role="status">
          <IconAlertTriangle size={15} aria-hidden /> A new {screen.noun.one} needs{" "}
          {missing.map((field) => field.label).join(" and ")}: choose the column that holds it.
        </Text>
      ) : null}
      <Columns
        preview={data}
        onChange={(column, field) => setChanged({ ...mapping, ...changed, [column]: field })}
      />
      <FirstRows preview={data} />
      <section className={classes.section}>
        <Radio.Group
          label={`Rows whose ${screen.noun.one} is there already`}
          value={options.existing}
          onChange={(value) =>
            setOptions({
              ...options,
              existing: value === "skip" ? "skip" : value === "create" ? "create" : "update",
            })
          }
        >
          <Stack gap={8} mt={8}>
            <Radio value="update" label="Update the record with what the file says" />
            <Radio value="skip" label="Leave the record as it is and skip the row" />
            <Radio value="create" label="Create another record" />
          </Stack>
        </Radio.Group>
        <AlsoHolds plural={screen.plural} also={also} onChange={setAlso} />
        <Checkbox
          mt={18}
          label="Import a row although one of its values is wrong, without that value"
          description="Otherwise the whole row is left out. Either way the report says which and why."
          checked={options.isLenient}
          onChange={(event) => setOptions({ ...options, isLenient: event.currentTarget.checked })}
        />
      </section>
    </>
  );
}

/** Which further records a row may hold: they are matched by name, made once, and linked to the row's own record. */
const companions: Partial<Record<string, { plural: TargetChoice["recordType"]; label: string }[]>> = {
  contacts: [{ plural: "accounts", label: "The account that the contact works for" }],
  deals: [
    { plural: "accounts", label: "The account that buys" },
    { plural: "contacts", label: "The contact to talk to" },
  ],
};

function AlsoHolds(props: {
  plural: string;
  also: TargetChoice["recordType"][];
  onChange: (also: TargetChoice["recordType"][]) => void;
}) {
  const offered = companions[props.plural];
  if (!offered) return null;
  return (
    <Checkbox.Group
      mt={18}
      label="Each row also holds"
      value={props.also}
      onChange={(chosen) =>
        props.onChange(offered.flatMap(({ plural }) => (chosen.includes(plural) ? [plural] : [])))
      }
    >
      <Stack gap={8} mt={8}>
        {offered.map(({ plural, label }) => (
          <Checkbox key={plural} value={plural} label={label} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

function Columns(props: { preview: Preview; onChange: (column: string, field: string | null) => void }) {
  const { preview, onChange } = props;
  const taken = useMemo(() => new Set(preview.columns.flatMap((column) => column.field ?? [])), [preview]);
  return (
    <div className={classes.tableArea}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Column in the file</th>
            <th scope="col">Samples</th>
            <th scope="col">Fills the field</th>
          </tr>
        </thead>
        <tbody>
          {preview.columns.map(({ column, field, confidence, samples }) => (
            <tr key={column} className={field === null ? classes.leftOut : undefined}>
              <th scope="row">{column}</th>
              <td className={classes.samples}>{samples.slice(0, 3).join(" · ") || "empty"}</td>
              <td>
                <Group gap={8} wrap="nowrap">
                  <Select
                    size="xs"
                    aria-label={`Field for ${column}`}
                    searchable
                    allowDeselect={false}
                    openOnFocus={false}
                    data={[
                      { value: leaveOut, label: "Leave out" },
                      ...preview.fields.map((one) => ({
                        value: one.field,
                        label: one.isRequired ? `${one.label} *` : one.label,
                        disabled: taken.has(one.field) && one.field !== field,
                      })),
                    ]}
                    value={field ?? leaveOut}
                    onChange={(value) => onChange(column, value || null)}
                  />
                  {field !== null && confidence !== null && confidence < sure ? (
                    <Badge variant="light" color="yellow" size="sm" tt="none">
                      please check
                    </Badge>
                  ) : null}
                </Group>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FirstRows({ preview }: { preview: Preview }) {
  const rows = preview.rows.slice(0, shownRows);
  if (rows.length === 0) return null;
  return (
    <section className={classes.section}>
      <Title order={3} size="h4">
        The first rows
      </Title>
      <div className={classes.tableArea}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Row</th>
              {preview.columns.map(({ column }) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.row}>
                <th scope="row">{row.row}</th>
                {preview.columns.map(({ column }, at) => {
                  const problem = row.problems.find((one) => one.column === column);
                  return (
                    <td
                      key={column}
                      data-problem={problem ? problem.severity : undefined}
                      title={problem?.message}
                    >
                      {row.cells[at]}
                      {problem ? <span className={classes.problem}>{problem.message}</span> : null}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function delimiterName(delimiter: string): string {
  const names: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };
  return names[delimiter] ?? delimiter;
}
