"use client";
/** Chooses permissions in sentences: what may be done, on whose records. Nothing can be given that the giver lacks. */
import { Alert, Badge, NativeSelect, Switch } from "@mantine/core";
import type { Scope } from "@/kernel/permissions/permission";
import { type Chosen, type Grants, type Group, groups, scopesUpTo, scopeWords } from "./grants";
import classes from "./permissions.module.css";

export interface PermissionMatrixProps {
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
  /** What the giver may do. */
  held: Chosen;
  /** Whether "everything" can be chosen at all. */
  withAll?: boolean;
}

export function PermissionMatrix({ chosen, onChange, held, withAll }: PermissionMatrixProps) {
  function give(permission: string, scope: Scope | undefined) {
    const grants = new Map(chosen.grants);
    if (scope) grants.set(permission, scope);
    else grants.delete(permission);
    onChange({ ...chosen, grants });
  }
  return (
    <div className={classes.matrix}>
      {withAll && held.isAll ? (
        <Switch
          label="Everything in the workspace, also what comes later"
          checked={chosen.isAll}
          onChange={(event) => onChange({ ...chosen, isAll: event.currentTarget.checked })}
        />
      ) : null}
      {chosen.isAll
        ? null
        : groups.map((group) => (
            <fieldset key={group.resource} className={classes.group}>
              <legend className={classes.legend}>{group.label}</legend>
              {group.lines.map((line) => (
                <Row
                  key={line.permission}
                  group={group}
                  permission={line.permission}
                  description={line.description}
                  grants={chosen.grants}
                  limit={held.grants.get(line.permission)}
                  onGive={(scope) => give(line.permission, scope)}
                />
              ))}
            </fieldset>
          ))}
      {chosen.others.length > 0 && !chosen.isAll ? (
        <Alert color="gray" variant="light" title="Kept as they are">
          {chosen.others.map((text) => (
            <Badge key={text} color="gray" mr={6}>
              {text}
            </Badge>
          ))}
        </Alert>
      ) : null}
    </div>
  );
}

interface RowProps {
  group: Group;
  permission: string;
  description: string;
  grants: Grants;
  limit: Scope | undefined;
  onGive: (scope: Scope | undefined) => void;
}

function Row({ group, permission, description, grants, limit, onGive }: RowProps) {
  const scope = grants.get(permission);
  const allowed = scopesUpTo(limit);
  if (!group.hasOwners) {
    return (
      <div className={classes.line} data-given={scope ? true : undefined}>
        <Switch
          label={description}
          labelPosition="left"
          classNames={{ root: classes.switch, body: classes.switchBody, labelWrapper: classes.grow }}
          checked={scope !== undefined}
          disabled={allowed.length === 0 && scope === undefined}
          onChange={(event) => onGive(event.currentTarget.checked ? "tenant" : undefined)}
        />
      </div>
    );
  }
  const offered = scope && !allowed.includes(scope) ? [...allowed, scope] : allowed;
  return (
    <div className={classes.line} data-given={scope ? true : undefined}>
      <span className={classes.grow} id={`what-${permission}`}>
        {description}
      </span>
      <NativeSelect
        size="xs"
        className={classes.scope}
        aria-labelledby={`what-${permission}`}
        disabled={offered.length === 0}
        value={scope ?? ""}
        data={[{ value: "", label: "no" }, ...offered.map((value) => ({ value, label: scopeWords(value) }))]}
        onChange={(event) => onGive(offered.find((value) => value === event.currentTarget.value))}
      />
    </div>
  );
}

/** Reads permissions as sentences. */
export function PermissionSentences({ chosen }: { chosen: Chosen }) {
  if (chosen.isAll) return <p>May do everything in the workspace, also what comes later.</p>;
  return (
    <div className={classes.matrix}>
      {groups
        .filter((group) => group.lines.some(({ permission }) => chosen.grants.has(permission)))
        .map((group) => (
          <section key={group.resource} className={classes.group} aria-label={group.label}>
            <h3 className={classes.legend}>{group.label}</h3>
            {group.lines
              .filter(({ permission }) => chosen.grants.has(permission))
              .map(({ permission, description }) => (
                <div key={permission} className={classes.line} data-given>
                  <span className={classes.grow}>{description}</span>
                  {group.hasOwners ? (
                    <span className={classes.said}>{scopeWords(chosen.grants.get(permission))}</span>
                  ) : null}
                </div>
              ))}
          </section>
        ))}
      {chosen.others.length > 0 ? (
        <p>
          And{" "}
          {chosen.others.map((text) => (
            <Badge key={text} color="gray" mr={6}>
              {text}
            </Badge>
          ))}
        </p>
      ) : null}
    </div>
  );
}
