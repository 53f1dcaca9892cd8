"use client";
// How an account stands to others beside the hierarchy: partner, supplier, competitor … added and removed in place.
import { ActionIcon, Button, Group, Select, Tooltip } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { RelatedCard, RelatedRow } from "@/modules/records/ui/related-card";
import { useMay } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, recordKeys } from "@/surfaces/rpc/records";
import { notifyError } from "@/ui/feedback/notify";
import { FieldEditor } from "@/ui/fields/field-editor";
import { FormSheet } from "@/ui/form/form-sheet";
import classes from "./relationships.module.css";

/** What the other account is to this one. */
const kinds = ["subsidiary", "parent", "partner", "supplier", "customer", "competitor", "investor", "other"];

const otherAccount: FieldDescriptor = {
  key: "relatedAccountId",
  label: "Other account",
  kind: "record",
  recordType: "account",
  description: "",
  isRequired: true,
  isReadOnly: false,
  isSearchable: false,
  isFilterable: false,
  isSortable: false,
  isImportable: false,
  isPersonal: false,
  isCustom: false,
};

export function Relationships({ account }: { account: RecordRow }) {
  const client = useTRPCClient();
  const canWrite = useMay()("accounts:write", account);
  const [isAdding, setIsAdding] = useState(false);
  const { data, refetch } = useQuery({
    queryKey: recordKeys.related("accounts", account.id, "relationships"),
    queryFn: ({ signal }) => client.accounts.relationships.query({ accountId: account.id }, { signal }),
  });
  if (!data || (data.length === 0 && !canWrite)) return null;
  return (
    <>
      <RelatedCard
        title="Relationships"
        count={data.length > 0 ? data.length : undefined}
        action={
          canWrite ? (
            <Tooltip label="Relate another account">
              <ActionIcon aria-label="Relate another account" onClick={() => setIsAdding(true)}>
                <IconPlus size={15} />
              </ActionIcon>
            </Tooltip>
          ) : null
        }
        footer={data.length === 0 ? "Partners, suppliers and competitors stand here." : undefined}
      >
        {data.map((relationship) => (
          <RelatedRow
            key={relationship.id}
            hint={relationship.relationshipType}
            end={
              canWrite ? (
                <ActionIcon
                  size={22}
                  aria-label={`Remove the relationship with ${relationship.relatedAccountName}`}
                  onClick={() =>
                    void client.accounts.unrelate
                      .mutate({ accountId: account.id, relationshipId: relationship.id })
                      .then(() => refetch(), notifyError)
                  }
                >
                  <IconX size={13} />
                </ActionIcon>
              ) : null
            }
          >
            <Link href={`/accounts/${relationship.relatedAccountId}`}>{relationship.relatedAccountName}</Link>
          </RelatedRow>
        ))}
      </RelatedCard>
      <FormSheet
        isOpen={isAdding}
        onClose={() => setIsAdding(false)}
        title="Relate another account"
        size={440}
      >
        <RelateForm
          accountId={account.id}
          onDone={() => {
            setIsAdding(false);
            void refetch();
          }}
        />
      </FormSheet>
    </>
  );
}

function RelateForm({ accountId, onDone }: { accountId: string; onDone: () => void }) {
  const client = useTRPCClient();
  const [other, setOther] = useState<unknown>(null);
  const [kind, setKind] = useState("partner");
  const [isSaving, setIsSaving] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (typeof other !== "string") return;
    setIsSaving(true);
    try {
      await client.accounts.relate.mutate({ accountId, relatedAccountId: other, relationshipType: kind });
      onDone();
    } catch (error) {
      notifyError(error);
    } finally {
      setIsSaving(false);
    }
  }

  return (
    <form className={classes.form} onSubmit={submit}>
      <FieldEditor field={otherAccount} value={other} autoFocus onChange={setOther} />
      <Select
        mt={12}
        label="It is our"
        allowDeselect={false}
        data={kinds.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` }))}
        value={kind}
        onChange={(next) => next && setKind(next)}
      />
      <Group justify="flex-end" mt={16}>
        <Button type="submit" loading={isSaving} disabled={typeof other !== "string"}>
          Relate
        </Button>
      </Group>
    </form>
  );
}
