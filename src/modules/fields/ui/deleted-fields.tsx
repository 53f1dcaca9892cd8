"use client";
/** Deleted fields, with their values, until they are wanted again. */
import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { RelativeTime } from "@/ui/fields/relative-time";
import { SettingsList, SettingsRow, SettingsSection } from "@/ui/settings/settings-list";
import { kindLabel } from "./kinds";

export function DeletedFields({ recordType }: { recordType: string }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const deleted = useQuery(trpc.fields.listCustom.queryOptions({ recordType, deleted: true }));
  const restore = useMutation(
    trpc.fields.restore.mutationOptions(
      outcome(
        ({ label }: { label: string }) => `Field “${label}” is back with its values`,
        trpc.fields.pathKey(),
      ),
    ),
  );
  if (!deleted.data || deleted.data.length === 0) return null;
  return (
    <SettingsSection title="Deleted">
      <SettingsList label="Deleted fields">
        {deleted.data.map((field) => (
          <SettingsRow
            key={field.id}
            icon={<IconTrash size={18} stroke={1.6} />}
            title={field.label}
            isQuiet
            facts={
              <>
                {kindLabel(field.kind)}
                {field.deletedAt ? (
                  <>
                    {" "}
                    · deleted <RelativeTime at={field.deletedAt} />
                  </>
                ) : null}
              </>
            }
            actions={
              <Button
                variant="default"
                aria-label={`Restore ${field.label}`}
                loading={restore.isPending && restore.variables?.fieldId === field.id}
                onClick={() => restore.mutate({ fieldId: field.id })}
              >
                Restore
              </Button>
            }
          />
        ))}
      </SettingsList>
    </SettingsSection>
  );
}
