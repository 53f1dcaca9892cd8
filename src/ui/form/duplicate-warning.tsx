"use client";
/** "This may already exist": the candidates, each with its link, before a second copy is made. */
import { Alert, Anchor, Button, Group } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import Link from "next/link";
import classes from "./form.module.css";

export interface DuplicateCandidate {
  id: string;
  name: string;
  href: string;
  /** Why it looks the same: "same e-mail". */
  reason?: string;
}

export interface DuplicateWarningProps {
  candidates: DuplicateCandidate[];
  /** Offered once the server has refused: create it all the same. */
  onCreateAnyway?: () => void;
}

export function DuplicateWarning({ candidates, onCreateAnyway }: DuplicateWarningProps) {
  if (candidates.length === 0) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      role="status"
      icon={<IconCopy size={16} aria-hidden />}
      title={
        candidates.length === 1 ? "This may exist already" : `${candidates.length} records look the same`
      }
      className={classes.alert}
    >
      <ul className={classes.errorList}>
        {candidates.slice(0, 5).map((candidate) => (
          <li key={candidate.id}>
            <Anchor component={Link} href={candidate.href} target="_blank" inherit underline="always">
              {candidate.name}
            </Anchor>
            {candidate.reason ? ` (${candidate.reason})` : null}
          </li>
        ))}
      </ul>
      {onCreateAnyway ? (
        <Group mt={8}>
          <Button variant="default" onClick={onCreateAnyway}>
            Create anyway
          </Button>
        </Group>
      ) : null}
    </Alert>
  );
}
