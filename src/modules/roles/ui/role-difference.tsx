"use client";
/** What a change of a role takes away, gives, widens or narrows. */
import { Text } from "@mantine/core";
import type { Role } from "../schema";
import { chosenOf, differences, groups, scopeWords } from "./grants";
import classes from "./permissions.module.css";

interface RoleDifferenceProps {
  role: Role;
  name: string;
  description: string;
  permissions: string[];
}

export function RoleDifference({ role, name, description, permissions }: RoleDifferenceProps) {
  const changes = differences(role.permissions, permissions).map((change) => {
    const hasOwners = groups.find((group) => group.label === change.label)?.hasOwners ?? true;
    return {
      what: `${change.label}: ${change.description}`,
      before: scopeWords(change.before, hasOwners),
      after: scopeWords(change.after, hasOwners),
    };
  });
  const wasAll = chosenOf(role.permissions).isAll;
  const isAll = chosenOf(permissions).isAll;
  if (wasAll !== isAll) {
    changes.unshift({
      what: "Everything, also what comes later",
      before: wasAll ? "yes" : "no",
      after: isAll ? "yes" : "no",
    });
  }
  if (name.trim() !== role.name) changes.unshift({ what: "Name", before: role.name, after: name.trim() });
  if (description.trim() !== role.description) {
    changes.unshift({
      what: "What it is for",
      before: role.description || "nothing",
      after: description.trim() || "nothing",
    });
  }
  if (changes.length === 0) return <Text size="sm">Nothing is different.</Text>;
  return (
    <ul className={classes.differences} aria-label="Changes">
      {changes.map((change) => (
        <li key={change.what} className={classes.difference}>
          <span>{change.what}</span>
          <span>
            <del className={classes.before}>{change.before}</del> →{" "}
            <ins className={classes.after}>{change.after}</ins>
          </span>
        </li>
      ))}
    </ul>
  );
}
