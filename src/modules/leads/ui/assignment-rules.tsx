"use client";
// Rules of who gets which lead: the first that fits decides.
import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { PersonPicker } from "@/modules/users/ui/person-picker";
import type { Assignment } from "../assignment";
import classes from "./sharing.module.css";

type Rule = Assignment["rules"][number];
export type RuleDraft = Omit<Rule, "assignTo"> & { key: number; assignTo: string | null };

const fields: { value: Rule["field"]; label: string }[] = [
  { value: "source", label: "Source" },
  { value: "company", label: "Company" },
  { value: "jobTitle", label: "Job title" },
  { value: "email", label: "E-mail" },
  { value: "country", label: "Country" },
  { value: "state", label: "State" },
  { value: "city", label: "City" },
];
const operators: { value: Rule["operator"]; label: string }[] = [
  { value: "equals", label: "is" },
  { value: "contains", label: "contains" },
  { value: "startsWith", label: "begins with" },
];

interface AssignmentRulesProps {
  rules: RuleDraft[];
  onChange: (rules: RuleDraft[]) => void;
  faultAt: (at: number) => string | undefined;
}

export function AssignmentRules({ rules, onChange, faultAt }: AssignmentRulesProps) {
  const put = (at: number, patch: Partial<RuleDraft>) =>
    onChange(rules.map((one, i) => (i === at ? { ...one, ...patch } : one)));
  const raise = (at: number) => {
    const next = [...rules];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(at - 1, 0, moved);
    onChange(next);
  };
  return (
    <div>
      <ol className={classes.rules} aria-label="Rules">
        {rules.map((rule, at) => (
          <li key={rule.key} className={classes.rule}>
            <Select
              aria-label={`Rule ${at + 1}: looks at`}
              data={fields}
              allowDeselect={false}
              value={rule.field}
              onChange={(value) => put(at, { field: fields.find((one) => one.value === value)?.value })}
            />
            <Select
              aria-label={`Rule ${at + 1}: compares`}
              data={operators}
              allowDeselect={false}
              value={rule.operator}
              onChange={(value) => put(at, { operator: operators.find((one) => one.value === value)?.value })}
            />
            <TextInput
              aria-label={`Rule ${at + 1}: with`}
              required
              maxLength={200}
              value={rule.value}
              onChange={(event) => put(at, { value: event.currentTarget.value })}
            />
            <PersonPicker
              label={`Rule ${at + 1}: goes to`}
              isBare
              isRequired
              value={rule.assignTo}
              error={faultAt(at)}
              onChange={(assignTo) => put(at, { assignTo })}
            />
            <span className={classes.tools}>
              <ActionIcon aria-label={`Move rule ${at + 1} up`} disabled={at === 0} onClick={() => raise(at)}>
                <IconArrowUp size={15} />
              </ActionIcon>
              <ActionIcon
                aria-label={`Remove rule ${at + 1}`}
                onClick={() => onChange(rules.filter((_, i) => i !== at))}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </span>
          </li>
        ))}
      </ol>
      <Button
        variant="default"
        leftSection={<IconPlus size={15} />}
        onClick={() =>
          onChange([
            ...rules,
            {
              key: Math.max(0, ...rules.map((one) => one.key)) + 1,
              field: "country",
              operator: "equals",
              value: "",
              assignTo: null,
            },
          ])
        }
      >
        Add a rule
      </Button>
    </div>
  );
}
