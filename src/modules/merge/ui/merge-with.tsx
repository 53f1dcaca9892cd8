"use client";
// "Merge with …": the other records, found by name or suspected already, and then the merge itself.
import { Alert, Button, Checkbox, Group, Text } from "@mantine/core";
import { useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { type RecordScreen, titleOf } from "@/modules/records/ui/record-screen";
import { useSuspects } from "@/modules/records/ui/suspects";
import type { RecordRow } from "@/surfaces/rpc/records";
import { ReferencesEditor } from "@/ui/fields/references-editor";
import { FormSheet } from "@/ui/form/form-sheet";
import classes from "./merge.module.css";
import { MergeSheet } from "./merge-sheet";

export const mostMerged = 5;

interface MergeWithProps {
  screen: RecordScreen;
  record: RecordRow;
  onClose: () => void;
  onMerged: (record: RecordRow) => void;
}

const fieldOf = (screen: RecordScreen): FieldDescriptor => ({
  key: "others",
  label: `Other ${screen.noun.many}`,
  kind: "record",
  recordType: screen.name,
  description: "",
  isRequired: false,
  isReadOnly: false,
  isSearchable: false,
  isFilterable: false,
  isSortable: false,
  isImportable: false,
  isPersonal: false,
  isCustom: false,
});

export function MergeWith({ screen, record, onClose, onMerged }: MergeWithProps) {
  const suspects = useSuspects(screen, record.id).filter((one) => one.recordType === screen.name);
  const [others, setOthers] = useState<string[]>([]);
  const [isChosen, setIsChosen] = useState(false);
  const most = mostMerged - 1;
  if (isChosen)
    return <MergeSheet screen={screen} ids={[record.id, ...others]} onClose={onClose} onMerged={onMerged} />;
  return (
    <FormSheet isOpen onClose={onClose} title={`Merge ${titleOf(screen, record)} with`} size={520}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          setIsChosen(true);
        }}
      >
        <div className={classes.picker}>
          <ReferencesEditor
            field={fieldOf(screen)}
            value={others}
            onChange={(ids) => setOthers(ids.filter((id) => id !== record.id))}
          />
          {suspects.length > 0 ? (
            <div className={classes.suggestions}>
              <Text size="sm" c="dimmed">
                May be the same
              </Text>
              {suspects.map((one) => (
                <Checkbox
                  key={one.id}
                  label={`${one.name} (${one.reasons.join(", ")})`}
                  checked={others.includes(one.id)}
                  onChange={(event) =>
                    setOthers(
                      event.currentTarget.checked
                        ? [...others, one.id]
                        : others.filter((id) => id !== one.id),
                    )
                  }
                />
              ))}
            </div>
          ) : null}
          {others.length > most ? (
            <Alert color="yellow" role="status" mt={12}>
              At most {mostMerged} {screen.noun.many} become one at a time: take{" "}
              {others.length - most === 1 ? "one" : others.length - most} out.
            </Alert>
          ) : null}
        </div>
        <div className={classes.footer}>
          <Text size="sm" c="dimmed">
            Nothing is written yet.
          </Text>
          <Group gap={8} wrap="nowrap">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={others.length === 0 || others.length > most}>
              Compare
            </Button>
          </Group>
        </div>
      </form>
    </FormSheet>
  );
}
