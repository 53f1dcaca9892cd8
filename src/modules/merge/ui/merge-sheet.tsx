"use client";
// Merging two to five records: which one stays, whose value is taken for each field, what becomes of what points to
// them. Nothing is written before the last button.
import { Alert, Badge, Button, Checkbox, Group, Select, Skeleton, Text } from "@mantine/core";
import { IconArrowsJoin2 } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type CSSProperties, useState } from "react";
import { type RecordScreen, titleOf } from "@/modules/records/ui/record-screen";
import { useFields } from "@/modules/records/ui/use-fields";
import { useTRPC } from "@/surfaces/rpc/client";
import type { RecordRow } from "@/surfaces/rpc/records";
import { describeError } from "@/ui/feedback/describe-error";
import { ErrorState } from "@/ui/feedback/states";
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { RelativeTime } from "@/ui/fields/relative-time";
import { FormSheet } from "@/ui/form/form-sheet";
import { describeTotal } from "@/ui/table/table-props";
import type { MergePreview } from "../schema";
import classes from "./merge.module.css";
import { MergeField, type PlannedField } from "./merge-field";
import { useMergeActions } from "./use-merge";

interface MergeSheetProps {
  screen: RecordScreen;
  /** Two to five; the first one stays unless another is chosen. */
  ids: string[];
  onClose: () => void;
  onMerged: (record: RecordRow) => void;
}

export function MergeSheet(props: MergeSheetProps) {
  const { screen, ids, onClose } = props;
  return (
    <FormSheet
      isOpen
      onClose={onClose}
      title={`Merge ${describeTotal(ids.length, true, screen.noun)}`}
      size={200 + ids.length * 230}
    >
      <MergeForm {...props} />
    </FormSheet>
  );
}

function MergeForm({ screen, ids, onClose, onMerged }: MergeSheetProps) {
  const trpc = useTRPC();
  const { fields } = useFields(screen);
  const { merge } = useMergeActions(screen);
  const [winnerId, setWinnerId] = useState(ids[0] ?? "");
  const [choices, setChoices] = useState<Record<string, string>>({});
  const [links, setLinks] = useState<Record<string, string>>({});
  const [showsAll, setShowsAll] = useState(false);
  const [isMerging, setIsMerging] = useState(false);
  const [failure, setFailure] = useState<ReturnType<typeof describeError>>();
  const loserIds = ids.filter((id) => id !== winnerId);
  const preview = useQuery(
    trpc.merge.preview.queryOptions(
      { recordType: screen.name, winnerId, loserIds, choices },
      { placeholderData: keepPreviousData, staleTime: 0 },
    ),
  );
  if (preview.error) return <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <MergeSkeleton />;
  const { data } = preview;
  const shown = data.records as RecordRow[];
  // In the order they came in, whichever of them stays.
  const records = ids.flatMap((id) => shown.find((record) => record.id === id) ?? []);
  const names = namesOf(screen, records);
  const winner = records.findIndex((record) => record.id === winnerId);
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const isPlain = (field: PlannedField) => !field.isConflict && field.from === winnerId;
  const plain = data.fields.filter(isPlain);
  const listed = showsAll ? data.fields : data.fields.filter((field) => !isPlain(field));

  function choose(field: PlannedField, id: string | null) {
    const next = { ...choices };
    for (const key of [field.field, ...field.together]) {
      if (id) next[key] = id;
      else delete next[key];
    }
    setChoices(next);
  }

  async function submit() {
    setIsMerging(true);
    setFailure(undefined);
    try {
      const record = await merge({ winnerId, loserIds, choices, links });
      onClose();
      onMerged(record);
    } catch (error) {
      setFailure(describeError(error));
      setIsMerging(false);
    }
  }

  return (
    <form
      className={classes.form}
      style={{ "--records": records.length } as CSSProperties}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className={classes.body}>
        <div role="radiogroup" aria-label="Which one stays" className={classes.row} data-head>
          <span className={classes.label}>Stays</span>
          {records.map((record, at) => (
            <label
              key={record.id}
              className={classes.choice}
              data-chosen={record.id === winnerId || undefined}
            >
              <input
                type="radio"
                name="winner"
                checked={record.id === winnerId}
                onChange={() => setWinnerId(record.id)}
              />
              <span className={classes.record}>
                <b>{names[at]}</b>
                <span className={classes.hint}>
                  created <RelativeTime at={String(record.createdAt)} />
                </span>
              </span>
            </label>
          ))}
        </div>
        {listed.map((field) => (
          <MergeField
            key={field.field}
            planned={field}
            field={byKey.get(field.field)}
            records={records}
            names={names}
            chosen={choices[field.field] ?? field.from}
            onChoose={(id) => choose(field, id)}
          />
        ))}
        {listed.length === 0 ? (
          <Text size="sm" c="dimmed" my={12}>
            They agree in every field.
          </Text>
        ) : null}
        {plain.length > 0 ? (
          <Checkbox
            my={12}
            label={`Show the ${plain.length} ${plain.length === 1 ? "field" : "fields"} in which they agree`}
            checked={showsAll}
            onChange={(event) => setShowsAll(event.currentTarget.checked)}
          />
        ) : null}
        <Links links={data.links} values={links} onChange={setLinks} winner={names[winner] ?? ""} />
        {failure ? (
          <Alert color="red" role="alert" title={failure.title} mt={12}>
            {failure.detail}
          </Alert>
        ) : null}
      </div>
      <div className={classes.footer}>
        <Text size="sm" c="dimmed">
          The other {loserIds.length === 1 ? "id keeps" : "ids keep"} answering. You can un-merge at any time.
        </Text>
        <Group gap={8} wrap="nowrap">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isMerging} leftSection={<IconArrowsJoin2 size={15} />}>
            Merge
          </Button>
        </Group>
      </div>
    </form>
  );
}

/** Twins have one name: a number tells them apart. */
function namesOf(screen: RecordScreen, records: RecordRow[]): string[] {
  const titles = records.map((record) => titleOf(screen, record));
  return titles.map((title, at) =>
    titles.filter((other) => other === title).length > 1 ? `${at + 1}. ${title}` : title,
  );
}

interface LinksProps {
  links: MergePreview["links"];
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
  winner: string;
}

function Links({ links, values, onChange, winner }: LinksProps) {
  const { tag: locale } = useLocale();
  if (links.length === 0) return null;
  return (
    <section aria-label="What points to the others" className={classes.links}>
      <h3 className={classes.linksTitle}>What points to the others</h3>
      {links.map((link) => (
        <div key={link.link} className={classes.link}>
          <span>
            <Badge variant="light" color="gray">
              {formatNumber(link.count, locale)}
            </Badge>{" "}
            {link.label}
          </span>
          {link.collision ? (
            <Keeper
              link={link}
              collision={link.collision}
              value={values[link.link]}
              winner={winner}
              onChange={(value) => onChange({ ...values, [link.link]: value })}
            />
          ) : link.canClear ? (
            <Select
              size="xs"
              w={220}
              aria-label={`What becomes of ${link.label}`}
              allowDeselect={false}
              data={[
                { value: "move", label: `Move to ${winner}` },
                { value: "clear", label: "Leave empty" },
              ]}
              value={values[link.link] ?? "move"}
              onChange={(value) => onChange({ ...values, [link.link]: value ?? "move" })}
            />
          ) : (
            <span className={classes.hint}>Move to {winner}</span>
          )}
        </div>
      ))}
    </section>
  );
}

interface KeeperProps {
  link: MergePreview["links"][number];
  collision: NonNullable<MergePreview["links"][number]["collision"]>;
  value: string | undefined;
  winner: string;
  onChange: (value: string) => void;
}

/** Of several that would link to one record, by a field that lets one alone do so: who keeps it. */
function Keeper({ link, collision: { holders, keeps }, value, winner, onChange }: KeeperProps) {
  const nameOf = ({ id, name }: (typeof holders)[number]) => name ?? `…${id.slice(-6)} (not yours to see)`;
  return (
    <>
      <Select
        size="xs"
        w={220}
        aria-label={`What becomes of ${link.label}`}
        allowDeselect={false}
        data={[
          ...holders.map((holder) => ({ value: holder.id, label: `${nameOf(holder)} keeps it` })),
          { value: "clear", label: "Leave empty" },
        ]}
        value={value ?? keeps}
        onChange={(next) => onChange(next ?? "move")}
      />
      <span className={classes.collision}>
        Only one may link to {winner}, and {holders.length} would.{" "}
        {value === "clear" ? "Who links to the others" : "The others"} lose{value === "clear" ? "s" : ""} the
        link until you un-merge.
      </span>
    </>
  );
}

function MergeSkeleton() {
  return (
    <div className={classes.body} aria-busy="true">
      {["a", "b", "c", "d", "e", "f"].map((line) => (
        <Skeleton key={line} height={30} my={10} />
      ))}
    </div>
  );
}
