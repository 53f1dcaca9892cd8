"use client";
// What a bulk action would do, before it is done: how many change, which values, and which are refused and why.
import { Skeleton, Text } from "@mantine/core";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { describeError } from "@/ui/feedback/describe-error";
import { FieldValue } from "@/ui/fields/field-value";
import { isObject, readValue } from "@/ui/fields/read-value";
import { describeTotal, type Noun } from "@/ui/table/table-props";
import type { BulkPreview } from "../schema";
import classes from "./bulk.module.css";

interface BulkPreviewPartProps {
  preview: BulkPreview | undefined;
  error: unknown;
  noun: Noun;
  fields: FieldDescriptor[];
  /** "change", "be deleted" */
  verb: string;
}

const shownSamples = 5;
const shownReasons = 3;
const { format: number } = new Intl.NumberFormat("en");

export function BulkPreviewPart({ preview, error, noun, fields, verb }: BulkPreviewPartProps) {
  if (error) {
    const { detail, fields: faults } = describeError(error);
    return (
      <Text size="sm" c="red" role="alert" mt={12}>
        {Object.values(faults)[0] ?? detail}
      </Text>
    );
  }
  if (!preview) return <Skeleton height={18} mt={14} width="60%" />;
  const { samples, reasons, failed } = preview;
  return (
    <div className={classes.preview}>
      <p className={classes.sentence} role="status">
        {sentenceOf(preview, noun, verb)}
      </p>
      {samples.length > 0 ? (
        <ul className={classes.samples} aria-label="Examples">
          {samples.slice(0, shownSamples).map(({ id, name, before, after }) => (
            <li key={id} className={classes.sample}>
              <span className={classes.sampleName}>{name}</span>
              <span className={classes.sampleChanges}>
                {changedFields(fields, after).map((field) => (
                  <span key={field.key} className={classes.sampleChange}>
                    <del>
                      <FieldValue field={field} value={readValue(before, field.key)} isPlain />
                    </del>
                    <span aria-hidden>→</span>
                    <ins>
                      <FieldValue field={field} value={readValue(after, field.key)} isPlain />
                    </ins>
                  </span>
                ))}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {reasons.length > 0 ? (
        <ul className={classes.faults} aria-label="Refused">
          {reasons.slice(0, shownReasons).map(({ reason, count }) => {
            const first = failed.find((one) => one.reason === reason);
            return (
              <li key={reason}>
                {first ? `${first.name}${count > 1 ? ` and ${number(count - 1)} more` : ""}: ` : ""}
                {reason}
              </li>
            );
          })}
          {reasons.length > shownReasons ? <li>and {reasons.length - shownReasons} other reasons</li> : null}
        </ul>
      ) : null}
    </div>
  );
}

function changedFields(fields: FieldDescriptor[], after: Record<string, unknown>): FieldDescriptor[] {
  const custom = isObject(after.customFields) ? after.customFields : {};
  return fields.filter(({ key, isCustom }) =>
    isCustom ? key.replace(/^customFields\./, "") in custom : key in after,
  );
}

function sentenceOf(preview: BulkPreview, noun: Noun, verb: string): string {
  const { matched, permitted, notPermitted, changing, examined, isJob, refused } = preview;
  const count = changing ?? permitted - refused;
  const parts = [
    count === matched
      ? `${describeTotal(count, true, noun)} will ${verb}.`
      : `${number(count)} of ${describeTotal(matched, true, noun)} will ${verb}.`,
  ];
  const alike = permitted - count - refused;
  if (changing !== null && alike > 0)
    parts.push(`${number(alike)} ${alike === 1 ? "is" : "are"} like that already.`);
  if (notPermitted > 0)
    parts.push(`${number(notPermitted)} ${notPermitted === 1 ? "is" : "are"} not yours to change.`);
  if (refused > 0)
    parts.push(
      `${number(refused)}${changing === null ? ` of the first ${number(examined)}` : ""} would be refused.`,
    );
  if (isJob) parts.push("It runs in the background, and can be undone as one.");
  return parts.join(" ");
}
