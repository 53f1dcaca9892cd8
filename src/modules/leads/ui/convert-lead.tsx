"use client";
// Converting a lead: what would be made, linked or left out is shown before anything is written.
import {
  Alert,
  Badge,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Skeleton,
  Stack,
  TextInput,
  Title,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/surfaces/rpc/client";
import type { RecordRow } from "@/surfaces/rpc/records";
import { describeError } from "@/ui/feedback/describe-error";
import { numberSeparators } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { FormSheet } from "@/ui/form/form-sheet";
import classes from "./leads.module.css";
import { usePutLead } from "./use-put-lead";

type Part = "contact" | "account" | "deal";
const names: Record<Part, string> = { contact: "Contact", account: "Account", deal: "Deal" };

interface Preview {
  action: "create" | "link" | "none";
  id: string | null;
  name: string | null;
  values: Record<string, unknown>;
  candidates: { id: string; name: string; reasons: string[] }[];
}

export function ConvertLead({ lead, onClose }: { lead: RecordRow; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const router = useRouter();
  const { tag: locale } = useLocale();
  const put = usePutLead();
  const [wants, setWants] = useState({ contact: true, deal: true });
  const [wantsAccount, setWantsAccount] = useState<boolean | undefined>(undefined);
  const [linked, setLinked] = useState<{ contact?: string; account?: string }>({});
  const [title, setTitle] = useState("");
  const [value, setValue] = useState<number | string>("");
  const [isSaving, setIsSaving] = useState(false);
  const [failure, setFailure] = useState<ReturnType<typeof describeError>>();

  const choice = {
    leadId: lead.id,
    ...(linked.contact ? { contactId: linked.contact } : { createContact: wants.contact }),
    ...(linked.account
      ? { accountId: linked.account }
      : wantsAccount === undefined
        ? {}
        : { createAccount: wantsAccount }),
    createDeal: wants.deal,
    ...(wants.deal && title.trim() ? { dealTitle: title.trim() } : {}),
    ...(wants.deal && value !== "" ? { dealValue: Number(value) } : {}),
  };
  const [settled] = useDebouncedValue(choice, 200);
  const preview = useQuery(
    trpc.leads.previewConversion.queryOptions(settled, { placeholderData: keepPreviousData, staleTime: 0 }),
  );
  const parts = preview.data;
  const hasCandidates =
    parts !== undefined &&
    [parts.contact, parts.account].some((part) => part.action === "create" && part.candidates.length > 0);

  async function convert() {
    setIsSaving(true);
    setFailure(undefined);
    try {
      // What looks the same is on the screen: whoever goes on has seen it.
      const made = await client.leads.convert.mutate({
        ...choice,
        ...(hasCandidates ? { force: true } : {}),
      });
      put(made.lead as unknown as RecordRow);
      onClose();
      const deal = made.deal as unknown as { id: string } | null;
      if (deal) router.push(`/deals/${deal.id}`);
    } catch (error) {
      setFailure(describeError(error));
      setIsSaving(false);
    }
  }

  const isWanted = (part: Part): boolean =>
    part === "account" ? (wantsAccount ?? parts?.account.action !== "none") : wants[part];
  const toggle = (part: Part, isOn: boolean) => {
    if (part === "account") setWantsAccount(isOn);
    else setWants((before) => ({ ...before, [part]: isOn }));
  };

  return (
    <FormSheet isOpen onClose={onClose} title={`Convert ${String(lead.fullName)}`} size={560}>
      <Stack p="md" gap="sm">
        <div className={classes.parts}>
          {(["contact", "account", "deal"] as const).map((part) => (
            <section key={part} className={classes.part} aria-label={names[part]}>
              <Group justify="space-between">
                <Checkbox
                  label={<Title order={3}>{names[part]}</Title>}
                  checked={isWanted(part)}
                  onChange={(event) => {
                    if (part !== "deal") setLinked((before) => ({ ...before, [part]: undefined }));
                    toggle(part, event.currentTarget.checked);
                  }}
                />
                {parts ? <ActionBadge preview={parts[part]} /> : null}
              </Group>
              {part === "deal" && wants.deal ? (
                <Group grow mt={8}>
                  <TextInput
                    label="Title"
                    placeholder={parts?.deal.name ?? ""}
                    value={title}
                    error={failure?.fields.dealTitle}
                    onChange={(event) => setTitle(event.currentTarget.value)}
                  />
                  <NumberInput
                    label="Value"
                    min={0}
                    {...numberSeparators(locale)}
                    value={value}
                    error={failure?.fields.dealValue}
                    onChange={setValue}
                  />
                </Group>
              ) : null}
              {parts ? (
                <PartDetails
                  preview={parts[part]}
                  onLink={
                    part === "deal"
                      ? undefined
                      : (id) => {
                          setLinked((before) => ({ ...before, [part]: id }));
                        }
                  }
                />
              ) : (
                <Skeleton height={40} mt={8} />
              )}
            </section>
          ))}
        </div>
        {preview.error || failure ? (
          <Alert color="red" role="alert" title={(failure ?? describeError(preview.error)).title}>
            {(failure ?? describeError(preview.error)).detail}
          </Alert>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={isSaving} disabled={!parts} onClick={() => void convert()}>
            {hasCandidates ? "Convert, these are others" : "Convert"}
          </Button>
        </Group>
      </Stack>
    </FormSheet>
  );
}

function ActionBadge({ preview }: { preview: Preview }) {
  const words = { create: "New", link: "Linked", none: "Left out" };
  const colours = { create: "teal", link: "blue", none: "gray" };
  return <Badge color={colours[preview.action]}>{words[preview.action]}</Badge>;
}

const wordsOf = (key: string): string => {
  const spaced = key
    .replace(/Id$/, "")
    .replace(/([A-Z])/g, " $1")
    .toLowerCase();
  return spaced[0]?.toUpperCase() + spaced.slice(1);
};

function PartDetails({ preview, onLink }: { preview: Preview; onLink?: (id: string) => void }) {
  if (preview.action === "none") return null;
  const shown = Object.entries(preview.values).filter(
    ([key, value]) =>
      (typeof value === "string" || typeof value === "number") && value !== "" && !key.endsWith("Id"),
  );
  return (
    <>
      {preview.action === "link" ? <div className={classes.candidates}>{preview.name}</div> : null}
      {preview.action === "create" && shown.length > 0 ? (
        <dl className={classes.values}>
          {shown.map(([key, value]) => (
            <div key={key} style={{ display: "contents" }}>
              <dt>{wordsOf(key)}</dt>
              <dd>{String(value)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {preview.action === "create" && preview.candidates.length > 0 ? (
        <Alert color="yellow" mt={8} title="May be here already">
          {preview.candidates.map((candidate) => (
            <Group key={candidate.id} justify="space-between" gap={8}>
              <span>
                <Link href={`/${candidate.id.split("_")[0]}s/${candidate.id}`} target="_blank">
                  {candidate.name}
                </Link>{" "}
                ({candidate.reasons.join(", ")})
              </span>
              {onLink ? (
                <Button size="compact-xs" variant="default" onClick={() => onLink(candidate.id)}>
                  Use this one
                </Button>
              ) : null}
            </Group>
          ))}
        </Alert>
      ) : null}
    </>
  );
}
