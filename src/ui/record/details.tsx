"use client";
/** The fields of a record in sections, each edited in place. */
import { Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { usePreloadedEditors } from "../fields/lazy-field-editor";
import type { RecordLike } from "../fields/read-value";
import { InlineField, type SaveInline } from "./inline-field";
import classes from "./record.module.css";

export interface DetailsSection {
  title: string;
  fields: string[];
}

export interface RecordDetailsProps {
  record: RecordLike;
  fields: FieldDescriptor[];
  sections?: DetailsSection[];
  /** Saves one field; a rejection puts the old value back and says why. */
  onSave?: SaveInline;
  onEditing?: (key: string | null) => void;
  /** Who else is editing a field now, by its key. */
  editedBy?: ReadonlyMap<string, string>;
}

export function RecordDetails(props: RecordDetailsProps) {
  const { record, fields, sections, onSave, onEditing, editedBy } = props;
  const isPhone = useMediaQuery("(max-width: 48em)");
  usePreloadedEditors();
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const groups = sections ?? [{ title: "Details", fields: fields.map((field) => field.key) }];
  return (
    <>
      {groups.map((group) => (
        <section key={group.title} className={classes.detailsSection}>
          <Title order={2} className={classes.sectionTitle}>
            {group.title}
          </Title>
          <dl className={classes.fields}>
            {group.fields.map((key) => {
              const field = byKey.get(key);
              return field ? (
                <InlineField
                  key={key}
                  field={field}
                  record={record}
                  onSave={onSave}
                  isPhone={isPhone}
                  onEditing={onEditing}
                  editedBy={editedBy?.get(key)}
                />
              ) : null;
            })}
          </dl>
        </section>
      ))}
    </>
  );
}
