"use client";
// Two records side by side: what they share, and where they differ.
import { Badge, Button, Group } from "@mantine/core";
import { IconArrowsJoin2 } from "@tabler/icons-react";
import Link from "next/link";
import { type RecordScreen, recordHref, titleOf } from "@/modules/records/ui/record-screen";
import { useFields } from "@/modules/records/ui/use-fields";
import type { RecordRow } from "@/surfaces/rpc/records";
import { FieldValue } from "@/ui/fields/field-value";
import { isEmptyValue, readValue } from "@/ui/fields/read-value";
import { RelativeTime } from "@/ui/fields/relative-time";
import unseen from "@/ui/theme/spoken.module.css";
import classes from "./pairs.module.css";

interface PairCardProps {
  screen: RecordScreen;
  records: RecordRow[];
  reasons: string[];
  onMerge: () => void;
  onSeparate: () => void;
}

export function PairCard({ screen, records, reasons, onMerge, onSeparate }: PairCardProps) {
  const { fields } = useFields(screen);
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const keys = [...new Set([...screen.columns, ...screen.form, "tags"])].filter(
    (key) => key !== screen.title.key && !screen.title.sortBy?.includes(key),
  );
  const rows = keys.flatMap((key) => {
    const field = byKey.get(key);
    const values = records.map((record) => readValue(record, key));
    if (!field || field.kind === "dateTime" || values.every(isEmptyValue)) return [];
    const filled = values.filter((value) => !isEmptyValue(value));
    return [{ field, values, differs: new Set(filled.map((value) => JSON.stringify(value))).size > 1 }];
  });
  const title = records.map((record) => titleOf(screen, record)).join(" and ");
  return (
    <li className={classes.pair} tabIndex={-1} aria-label={title}>
      <div className={classes.pairHead}>
        <span className={classes.reasons}>
          {reasons.map((reason) => (
            <Badge key={reason} variant="light" color="yellow">
              {reason}
            </Badge>
          ))}
        </span>
        <Group gap={8} wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            aria-keyshortcuts="S"
            aria-label={`Keep ${title} separate`}
            onClick={onSeparate}
          >
            Keep separate
          </Button>
          <Button
            size="compact-sm"
            aria-keyshortcuts="M"
            aria-label={`Merge ${title}`}
            leftSection={<IconArrowsJoin2 size={14} />}
            onClick={onMerge}
          >
            Merge
          </Button>
        </Group>
      </div>
      <table className={classes.table}>
        <thead>
          <tr>
            <td className={classes.name} />
            {records.map((record) => (
              <th key={record.id} scope="col" className={classes.twin}>
                <Link href={recordHref(screen, record.id)}>{titleOf(screen, record)}</Link>
                <div className={classes.hint}>
                  created <RelativeTime at={String(record.createdAt)} />
                </div>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ field, values, differs }) => (
            <tr key={field.key} data-differs={differs || undefined}>
              <th scope="row" className={classes.name}>
                {field.label}
                {differs ? <span className={unseen.spoken}> differs</span> : null}
              </th>
              {records.map((record, at) => (
                <td key={record.id}>
                  <FieldValue field={field} value={values[at]} record={record} isPlain />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </li>
  );
}
