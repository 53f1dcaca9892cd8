"use client";
// The column step: what each file holds and which column fills which field, found by the server and changed by hand.
import { Button, Checkbox, Group, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ownTimeZone } from "@/modules/activities/ui/moment-text";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { ErrorState } from "@/ui/feedback/states";
import type { Import, ImportKind } from "../plan-schema";
import { choicesOf, type FileChoice, missingOf, targetsOf } from "./choices";
import { FileCard, type FileReading } from "./file-card";
import classes from "./import.module.css";
import { Step } from "./step";
import { useDraft } from "./use-draft";

interface MatchStepProps {
  plan: Import;
  onChanged: (plan: Import) => void;
  onCancel: () => void;
  /** Back to the plan that is there; absent where there is none. */
  onBack?: () => void;
}

export function useImportKinds() {
  const client = useTRPCClient();
  return useQuery({
    queryKey: ["import", "kinds"],
    queryFn: ({ signal }) => client.imports.kinds.query({}, { signal }),
    staleTime: 30_000,
  });
}

export function MatchStep(props: MatchStepProps) {
  const { data, error, refetch } = useImportKinds();
  if (!data)
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton height={320} />;
  // A step begins where there is something to read.
  return (
    <Step>
      <Matching {...props} kinds={data} />
    </Step>
  );
}

function Matching(props: MatchStepProps & { kinds: ImportKind[] }) {
  const { plan, kinds, onChanged, onCancel, onBack } = props;
  const client = useTRPCClient();
  const [choices, setChoices] = useState<FileChoice[]>(() => choicesOf(plan, kinds, ownTimeZone()));
  const [isLenient, setIsLenient] = useState(() =>
    (plan.draft ?? plan.targets).some((one) => one.validationLevel === "lenient"),
  );
  const [isStarting, setIsStarting] = useState(false);
  const missing = choices.flatMap((choice) => missingOf(choice, kinds));
  const isAlone = plan.files.length === 1;
  const isEmpty = choices.every(({ main }) => main === null);
  const latest = useRef(plan);
  useEffect(() => {
    latest.current = plan;
  });
  const draft = useDraft(plan.id, (targets) => onChanged({ ...latest.current, draft: targets }));
  const targetsFor = (all: readonly FileChoice[], lenient = isLenient) =>
    all.flatMap((choice, file) => targetsOf(choice, file, lenient));
  const change = (at: number, next: FileChoice) => {
    const all = choices.map((one, i) => (i === at ? next : one));
    setChoices(all);
    draft.keep(targetsFor(all));
  };

  async function readAnew(file: number, said: FileReading) {
    try {
      const next = await client.imports.updateFile.mutate({
        importId: plan.id,
        file,
        ...said,
      });
      const read = choicesOf(next, kinds, ownTimeZone())[file];
      if (read) change(file, read);
      onChanged(next);
    } catch (thrown) {
      notifyError(thrown);
    }
  }

  async function start() {
    setIsStarting(true);
    try {
      await draft.settle();
      onChanged(await client.imports.plan.mutate({ importId: plan.id, targets: targetsFor(choices) }));
    } catch (thrown) {
      notifyError(thrown);
      setIsStarting(false);
    }
  }

  return (
    <>
      <header className={classes.fileHeader}>
        <div>
          <Title order={2} size="h3" tabIndex={-1}>
            Columns of {isAlone ? (plan.fileName ?? "the file") : `${plan.files.length} files`}
          </Title>
          <Text size="sm" c="dimmed">
            {isAlone
              ? "Say which column fills which field. Nothing is written before you have seen what becomes of every row."
              : "Written in this order, so that later files find what earlier ones bring. Nothing is written before you have seen what becomes of every row."}
          </Text>
        </div>
        <Group gap={8}>
          <Button variant="default" onClick={onCancel}>
            Choose other files
          </Button>
          {onBack ? (
            <Button variant="default" onClick={() => void draft.forget().then(onBack, notifyError)}>
              Back to the plan
            </Button>
          ) : null}
          <Button onClick={() => void start()} loading={isStarting} disabled={missing.length > 0 || isEmpty}>
            See what it will do
          </Button>
        </Group>
      </header>
      {plan.files.map((file, at) => (
        <FileCard
          // Read in another way, a file is another one.
          key={`${file.fileName}:${file.columns.map(({ column }) => column).join()}`}
          file={file}
          at={at}
          isAlone={isAlone}
          choice={choices[at] as FileChoice}
          kinds={kinds}
          onChange={(next) => change(at, next)}
          onReadAnew={(said) => void readAnew(at, said)}
        />
      ))}
      <Checkbox
        mt={18}
        label="Import a row although one of its values is wrong, without that value"
        description="Otherwise the whole row is left out. Either way the report says which and why."
        checked={isLenient}
        onChange={({ currentTarget: { checked } }) => {
          setIsLenient(checked);
          draft.keep(targetsFor(choices, checked));
        }}
      />
    </>
  );
}
