"use client";
/** One sentence of a filter: field, operator, value. */
import { ActionIcon, MultiSelect, Select, TagsInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { FilterOperator } from "@/kernel/query/filter";
import { FieldEditor } from "../fields/field-editor";
import { ReferencesEditor } from "../fields/references-editor";
import classes from "./filter.module.css";
import { type FilterScope, findField, newRule, operatorLabel, operatorsFor, type Rule } from "./filter-rules";

interface RuleRowProps {
  rule: Rule;
  scope: FilterScope;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
}

export function RuleRow({ rule, scope, onChange, onRemove }: RuleRowProps) {
  const field = findField(scope, rule);
  const operators = field ? operatorsFor(field) : [];
  const operatorKey = rule.operator === "isNull" && rule.value === false ? "notNull" : rule.operator;
  const operatorData = operators.map((choice) => ({ value: choice.operator as string, label: choice.label }));
  if (operators.some((choice) => choice.operator === "isNull")) {
    operatorData.push({ value: "notNull", label: "is not empty" });
  }
  // A link or a program may ask in a way that is not offered here; it is said all the same.
  if (field && !operatorData.some(({ value }) => value === operatorKey)) {
    operatorData.push({ value: operatorKey, label: operatorLabel(field, rule.operator, rule.value) });
  }

  function pickOperator(next: string | null) {
    if (!next) return;
    if (next === "isNull" || next === "notNull") {
      return onChange({ ...rule, operator: "isNull", value: next === "isNull" });
    }
    const operator = next as FilterOperator;
    const takesList = operator === "in" || operator === "nin";
    const before = rule.operator === "isNull" ? null : rule.value;
    const value = takesList
      ? Array.isArray(before) || before === null
        ? before
        : [before]
      : Array.isArray(before)
        ? (before[0] ?? null)
        : before;
    onChange({ ...rule, operator, value });
  }

  return (
    <div className={classes.rule}>
      <Select
        openOnFocus={false}
        aria-label="Field"
        searchable
        className={classes.ruleField}
        allowDeselect={false}
        data={fieldChoices(scope)}
        value={`${rule.relation ?? ""}/${rule.field}`}
        onChange={(next) => {
          const [relation = "", ...key] = (next ?? "").split("/");
          const target = { relation: relation || undefined, field: key.join("/") };
          const found = findField(scope, target);
          if (found) onChange({ ...newRule(found, target.relation), id: rule.id });
        }}
      />
      <Select
        openOnFocus={false}
        aria-label="Condition"
        className={classes.ruleOperator}
        allowDeselect={false}
        data={operatorData}
        value={operatorKey}
        onChange={pickOperator}
      />
      <div className={classes.ruleValue}>
        {field && rule.operator !== "isNull" ? (
          <RuleValue rule={rule} scope={scope} onChange={onChange} />
        ) : null}
      </div>
      <ActionIcon aria-label={`Remove the condition on ${field?.label ?? rule.field}`} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}

function RuleValue({ rule, scope, onChange }: Omit<RuleRowProps, "onRemove">) {
  const field = findField(scope, rule);
  if (!field) return null;
  const set = (value: unknown) => onChange({ ...rule, value });
  if (rule.operator === "in" || rule.operator === "nin") {
    if (field.kind === "user" || field.kind === "record") {
      return <ReferencesEditor field={field} value={rule.value} onChange={set} />;
    }
    const values = Array.isArray(rule.value) ? rule.value.map(String) : [];
    return field.options ? (
      <MultiSelect aria-label={field.label} searchable data={field.options} value={values} onChange={set} />
    ) : (
      <TagsInput aria-label={field.label} placeholder="Type and press Enter" value={values} onChange={set} />
    );
  }
  if (field.kind === "boolean") {
    return (
      <Select
        openOnFocus={false}
        aria-label={field.label}
        allowDeselect={false}
        data={[
          { value: "true", label: "Yes" },
          { value: "false", label: "No" },
        ]}
        value={String(rule.value)}
        onChange={(next) => set(next === "true")}
      />
    );
  }
  const isText = ["longText", "url", "email", "phone", "address", "tags", "id"].includes(field.kind);
  const editable = isText ? { ...field, kind: "text" as const } : field;
  return <FieldEditor field={{ ...editable, isRequired: false }} value={rule.value} onChange={set} isBare />;
}

export function fieldChoices(scope: FilterScope) {
  const group = (label: string, relation: string, fields: FilterScope["fields"], prefix = "") => ({
    group: label,
    items: fields
      .filter((field) => field.isFilterable)
      .map((field) => ({ value: `${relation}/${field.key}`, label: `${prefix}${field.label}` })),
  });
  return [
    group("Fields", "", scope.fields),
    ...Object.entries(scope.relations ?? {}).map(([name, relation]) =>
      group(relation.label, name, relation.fields, `${relation.label} › `),
    ),
  ];
}
