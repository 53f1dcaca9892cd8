"use client";
/** Builds a filter from sentences in groups; what is complete applies at once. */
import { Button, Group as Row, SegmentedControl, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { Filter } from "@/kernel/query/filter";
import classes from "./filter.module.css";
import {
  type FilterScope,
  type Group,
  isGroup,
  newRule,
  newRuleId,
  type Rule,
  toFilter,
  toGroup,
} from "./filter-rules";
import { RuleRow } from "./rule-row";

export interface FilterBuilderProps extends FilterScope {
  filter: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
}

export function FilterBuilder({ filter, onChange, ...scope }: FilterBuilderProps) {
  const first = scope.fields.find((field) => field.isFilterable);
  const [group, setGroup] = useState<Group>(() => {
    const start = toGroup(filter);
    return start.items.length === 0 && first ? { ...start, items: [newRule(first)] } : start;
  });

  function change(next: Group) {
    setGroup(next);
    onChange(toFilter(next));
  }

  return (
    <div className={classes.builder}>
      <GroupEditor group={group} scope={scope} onChange={change} depth={0} />
      <Row justify="space-between" mt={12}>
        <Text size="xs" c="dimmed">
          Applies as you type
        </Text>
        <Button
          variant="subtle"
          color="gray"
          disabled={group.items.length === 0}
          onClick={() => change({ ...group, items: [] })}
        >
          Clear all
        </Button>
      </Row>
    </div>
  );
}

interface GroupEditorProps {
  group: Group;
  scope: FilterScope;
  onChange: (group: Group) => void;
  onRemove?: () => void;
  depth: number;
}

function GroupEditor({ group, scope, onChange, onRemove, depth }: GroupEditorProps) {
  const first = scope.fields.find((field) => field.isFilterable);
  const replace = (id: string, next: Rule | Group | undefined) =>
    onChange({ ...group, items: group.items.flatMap((item) => (item.id === id ? (next ?? []) : item)) });
  const add = (item: Rule | Group) => onChange({ ...group, items: [...group.items, item] });

  return (
    <div className={depth > 0 ? classes.nested : undefined} role="group" aria-label="Conditions">
      {group.items.length > 1 || depth > 0 ? (
        <Row justify="space-between" mb={8}>
          <SegmentedControl
            size="xs"
            aria-label="Which conditions must hold"
            value={group.match}
            onChange={(match) => onChange({ ...group, match: match === "or" ? "or" : "and" })}
            data={[
              { value: "and", label: "All of these" },
              { value: "or", label: "Any of these" },
            ]}
          />
          {onRemove ? (
            <Button variant="subtle" color="gray" size="compact-xs" onClick={onRemove}>
              Remove group
            </Button>
          ) : null}
        </Row>
      ) : null}
      <div className={classes.rules}>
        {group.items.map((item) =>
          isGroup(item) ? (
            <GroupEditor
              key={item.id}
              group={item}
              scope={scope}
              depth={depth + 1}
              onChange={(next) => replace(item.id, next)}
              onRemove={() => replace(item.id, undefined)}
            />
          ) : (
            <RuleRow
              key={item.id}
              rule={item}
              scope={scope}
              onChange={(next) => replace(item.id, next)}
              onRemove={() => replace(item.id, undefined)}
            />
          ),
        )}
      </div>
      <Row gap={4} mt={8}>
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          disabled={!first}
          onClick={() => first && add(newRule(first))}
        >
          Condition
        </Button>
        {depth < 2 ? (
          <Button
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            disabled={!first}
            onClick={() => first && add({ id: newRuleId(), match: "or", items: [newRule(first)] })}
          >
            Group
          </Button>
        ) : null}
      </Row>
    </div>
  );
}
