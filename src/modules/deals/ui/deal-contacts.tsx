"use client";
// The people on the buyer's side, each with the part they play.
import { ActionIcon, Button, Group, Select, Stack, Tooltip } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { RelatedCard, RelatedRow } from "@/modules/records/ui/related-card";
import { useDescribedFields } from "@/modules/records/ui/use-fields";
import { useMay, useScope } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, recordKeys } from "@/surfaces/rpc/records";
import { notifyError } from "@/ui/feedback/notify";
import { FieldEditor } from "@/ui/fields/field-editor";
import { FormSheet } from "@/ui/form/form-sheet";

const roles = {
  buyer: "Buyer",
  champion: "Champion",
  decision_maker: "Decision maker",
  influencer: "Influencer",
  evaluator: "Evaluator",
  user: "User",
  blocker: "Blocker",
  other: "Other",
} as const;
type Role = keyof typeof roles;
const roleOptions = Object.entries(roles).map(([value, label]) => ({ value, label }));
const isRole = (value: string | null): value is Role => value !== null && value in roles;

export function DealContacts({ deal }: { deal: RecordRow }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const may = useMay();
  const scope = useScope();
  const canWrite = may("deals:write", deal);
  const [isAdding, setIsAdding] = useState(false);
  const queryKey = recordKeys.related("deals", deal.id, "contacts");
  const canRead = scope("contacts:read") !== undefined;
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.deals.listContacts.query({ dealId: deal.id }, { signal }),
    enabled: canRead,
  });
  if (!canRead) return null;

  async function put(work: ReturnType<typeof client.deals.removeContact.mutate>): Promise<boolean> {
    try {
      queryClient.setQueryData(queryKey, await work);
      return true;
    } catch (error) {
      notifyError(error);
      return false;
    }
  }

  return (
    <>
      <RelatedCard
        title="People"
        count={data?.length}
        action={
          canWrite ? (
            <Tooltip label="Add a contact">
              <ActionIcon aria-label="Add a contact to this deal" onClick={() => setIsAdding(true)}>
                <IconPlus size={15} />
              </ActionIcon>
            </Tooltip>
          ) : null
        }
        footer={
          data?.length === 0
            ? "Nobody in a role yet: who decides, who uses it, who is against it?"
            : undefined
        }
      >
        {(data ?? []).map((contact) => (
          <RelatedRow
            key={contact.contactId}
            end={
              canWrite ? (
                <Group gap={2} wrap="nowrap" style={{ marginInlineStart: "auto" }}>
                  <Select
                    size="xs"
                    w={126}
                    variant="unstyled"
                    aria-label={`Role of ${contact.name}`}
                    allowDeselect={false}
                    data={roleOptions}
                    value={contact.role}
                    onChange={(role) => {
                      if (isRole(role))
                        void put(
                          client.deals.setContact.mutate({
                            dealId: deal.id,
                            contactId: contact.contactId,
                            role,
                          }),
                        );
                    }}
                  />
                  <ActionIcon
                    size="sm"
                    aria-label={`Take ${contact.name} out of this deal`}
                    onClick={() =>
                      void put(
                        client.deals.removeContact.mutate({ dealId: deal.id, contactId: contact.contactId }),
                      )
                    }
                  >
                    <IconX size={13} />
                  </ActionIcon>
                </Group>
              ) : (
                <span>{roles[contact.role]}</span>
              )
            }
          >
            <Link href={`/contacts/${contact.contactId}`}>{contact.name}</Link>
          </RelatedRow>
        ))}
      </RelatedCard>
      <FormSheet isOpen={isAdding} onClose={() => setIsAdding(false)} title="Add a contact" size={420}>
        {isAdding ? (
          <AddContact
            onCancel={() => setIsAdding(false)}
            onAdd={async (contactId, role) => {
              if (await put(client.deals.setContact.mutate({ dealId: deal.id, contactId, role })))
                setIsAdding(false);
            }}
          />
        ) : null}
      </FormSheet>
    </>
  );
}

function AddContact(props: {
  onAdd: (contactId: string, role: Role) => Promise<void>;
  onCancel: () => void;
}) {
  const { fields } = useDescribedFields("deal");
  const field = fields.find((one) => one.key === "contactId");
  const [contactId, setContactId] = useState<string | null>(null);
  const [role, setRole] = useState<Role>("buyer");
  return (
    <Stack p="md" gap="sm">
      {field ? (
        <FieldEditor
          field={{ ...field, isRequired: true }}
          value={contactId}
          autoFocus
          onChange={(value) => setContactId(typeof value === "string" ? value : null)}
        />
      ) : null}
      <Select
        label="Role"
        data={roleOptions}
        allowDeselect={false}
        value={role}
        onChange={(value) => isRole(value) && setRole(value)}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={props.onCancel}>
          Cancel
        </Button>
        <Button disabled={!contactId} onClick={() => contactId && void props.onAdd(contactId, role)}>
          Add
        </Button>
      </Group>
    </Stack>
  );
}
