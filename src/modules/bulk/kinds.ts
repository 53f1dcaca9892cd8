// The kinds of record that a file may hold, as the wizard offers them: their fields, what may be chosen in each, and what
// a row may hold besides.
import { customFieldsOf } from "@/kernel/fields/custom";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import type { RecordType } from "@/kernel/records";
import { loadPipelines } from "@/modules/pipelines";
import { typesFor } from "./import-types";
import { chosenKey } from "./lookups";
import { canAddOptions } from "./new-options";
import type { ImportKind } from "./plan-schema";
import { importable } from "./schema";
import { computedOf, type Target, targetsOf } from "./targets";

/** Further records of a row, each linked from the one that the file is mainly about. */
const along: Partial<Record<string, string[]>> = {
  contact: ["account"],
  deal: ["account", "contact", "product"],
};
export const alongWith = (type: RecordType): string[] => along[type.name] ?? [];

type Option = { value: string; label: string };

/** What may be chosen in a field; none where anything may be written. */
export async function optionsOf(ctx: Ctx, type: RecordType, target: Target): Promise<Option[]> {
  if (type.name === "deal" && target.path === "stage") {
    const pipelines = (await loadPipelines(ctx)).filter((one) => !one.archivedAt);
    const stages = pipelines.flatMap((one) =>
      one.stages.map(({ key, name }) => ({ value: key, label: name })),
    );
    return stages.filter(({ label }, i) => stages.findIndex((one) => one.label === label) === i);
  }
  if (type.name === "deal" && target.path === "pipelineId") {
    const pipelines = (await loadPipelines(ctx)).filter((one) => !one.archivedAt);
    return pipelines.map(({ id, name }) => ({ value: id, label: name }));
  }
  if (type.name === "user" && target.path === "role")
    return ctx.tx.query<Option>(
      "select key as value, name as label from roles where tenant_id = $1 order by name",
      [uuidOf("tenant", ctx.tenant.id)],
    );
  if (target.kind === "boolean")
    return [
      { value: "true", label: "Yes" },
      { value: "false", label: "No" },
    ];
  return target.options.map(({ value, label }) => ({ value, label }));
}

export async function listKinds(ctx: Ctx): Promise<ImportKind[]> {
  const kinds: ImportKind[] = [];
  const types = typesFor(ctx.actor);
  for (const type of types) {
    const custom = await customFieldsOf(ctx, type.name);
    const fields: ImportKind["fields"] = [];
    for (const target of targetsOf(type, custom)) {
      const { path, label, kind, isRequired } = target;
      const isKey = path === "id" ? type.name !== "user" : chosenKey(type, path, custom) !== undefined;
      const isLink = kind === "record" && path !== "id";
      const linked = isLink ? types.find((one) => one.prefix === target.prefix) : undefined;
      fields.push({
        field: path,
        label,
        kind,
        isRequired,
        isKey,
        linksTo: linked ? pluralOf(linked) : null,
        options: await optionsOf(ctx, type, target),
        canAddOptions: canAddOptions(ctx.actor, type, target),
      });
    }
    kinds.push({
      recordType: pluralOf(type),
      label: type.label,
      labelPlural: type.labelPlural,
      fields,
      computed: computedOf(custom).map(({ path, label }) => ({ field: path, label })),
      along: alongWith(type).flatMap((name) => {
        const other = types.find((one) => one.name === name);
        return other ? [pluralOf(other)] : [];
      }),
      canAddFields: type.name !== "user" && scopeOf(ctx.actor, "fields:write") !== undefined,
    });
  }
  return kinds;
}

export const pluralOf = (type: RecordType): (typeof importable)[number] =>
  importable.find((plural) => plural === type.plural) ?? importable[0];
