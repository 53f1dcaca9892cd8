// From what a caller says about the targets of a file to what the jobs load: columns matched, formats kept, missing
// fields created in place.
import { forbidden, invalidField, validationFailed } from "@/kernel/errors";
import { customFieldsOf } from "@/kernel/fields/custom";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import type { RecordType } from "@/kernel/records";
import { createField, NewField } from "@/modules/fields";
import { workspaceTimeZone } from "@/modules/tenants";
import { samplesOf } from "./guess";
import { importTypeOf } from "./import-types";
import { inLoadingOrder, type LoadTarget } from "./load-plan";
import { chosenKey } from "./lookups";
import { computedNamed, mapColumns, notImported } from "./mapping";
import { createOptions } from "./new-options";
import type { TargetChoice } from "./plan-input";
import type { ColumnProfile } from "./profile";
import type { ImportFile } from "./source";
import { computedOf, targetsOf } from "./targets";

const typeOf = (plural: string): RecordType => {
  const type = importTypeOf(plural);
  if (!type) throw invalidField("targets", `${plural} cannot be imported`);
  return type;
};

/** The targets as the jobs take them, in the order in which they are written. */
export async function chooseTargets(
  ctx: Ctx,
  files: readonly ImportFile[],
  choices: readonly TargetChoice[],
): Promise<LoadTarget[]> {
  const loads: LoadTarget[] = [];
  const typed = inLoadingOrder(
    choices.map((choice) => {
      const type = typeOf(choice.recordType);
      return { choice, type, recordType: type.name, at: choices.indexOf(choice), file: choice.file ?? 0 };
    }),
  );
  for (const [i, { choice, type, at, file }] of typed.entries()) {
    const field = `targets.${at}`;
    const source = files[file];
    if (!source) throw invalidField(`${field}.file`, `There is no file ${file}`, "NOT_FOUND");
    if (typed.findIndex((one) => one.type === type && one.file === file) !== i)
      throw invalidField(`${field}.recordType`, `${type.plural} is named twice`);
    const permission = `${type.resource}:write`;
    if (scopeOf(ctx.actor, permission) === undefined)
      throw forbidden([permission], ctx.actor.permissionTexts);
    const before = typed.slice(0, i).flatMap((one) => (one.file === file ? one.type : []));
    loads.push(await chooseTarget(ctx, source, type, choice, before, field));
  }
  return loads;
}

async function chooseTarget(
  ctx: Ctx,
  { columns, profile }: ImportFile,
  type: RecordType,
  choice: TargetChoice,
  before: readonly RecordType[],
  at: string,
): Promise<LoadTarget> {
  const samples = samplesOf(profile ?? []);
  const said = await createFields(ctx, columns, type, choice, at);
  const customFields = await customFieldsOf(ctx, type.name);
  const all = targetsOf(type, customFields);
  // The records of one row are linked to each other: such a link is not guessed from a column besides.
  const guessable = all.filter(
    (t) =>
      said.fields.has(t.path) || !before.some((other) => t.kind === "record" && t.prefix === other.prefix),
  );
  const { mapped } = mapColumns(columns, guessable, said.mapping, {
    isGuessing: true,
    samples,
    computed: computedOf(customFields),
  });
  for (const [column, labels] of said.options) {
    const target = mapped.find((one) => one.column === column)?.target;
    const about = { type, target: target!, customFields, at: `${at}.columns.${column}` };
    if (target) await createOptions(ctx, about, labels, pipelinesOf(columns, profile ?? [], said, choice));
  }
  if (mapped.length === 0)
    throw invalidField(
      `${at}.columns`,
      `No column is a field of ${type.plural}: ${columns.slice(0, 20).join(", ")}`,
      "NO_COLUMNS",
    );
  const matchBy = choice.matchBy ?? null;
  const byComputed = matchBy === null ? undefined : computedNamed(matchBy, computedOf(customFields));
  if (byComputed)
    throw invalidField(
      `${at}.matchBy`,
      `${byComputed.label} is computed: records cannot be recognised by it`,
      "COMPUTED_FIELD",
    );
  if (matchBy !== null && matchBy !== "id" && !chosenKey(type, matchBy, customFields))
    throw invalidField(`${at}.matchBy`, `${matchBy} cannot tell ${type.plural} apart`, "UNKNOWN_FIELD");
  if (matchBy !== null && !mapped.some(({ target }) => target.path === matchBy))
    throw invalidField(`${at}.matchBy`, `No column fills ${matchBy}`, "NO_COLUMNS");
  const existing = choice.existing ?? "skip";
  const clearsEmpty = choice.emptyCells === "clear";
  if (clearsEmpty && type.name === "user")
    throw invalidField(
      `${at}.emptyCells`,
      "What is known of people stays; it can be changed in the settings",
    );
  for (const path of Object.keys(choice.fixed ?? {})) {
    const own = computedNamed(path, computedOf(customFields));
    if (own) throw invalidField(`${at}.fixed.${path}`, notImported(own), "COMPUTED_FIELD");
    if (!all.some((t) => t.path === path) || path === "id")
      throw invalidField(`${at}.fixed.${path}`, `${path} is not a field of ${type.plural}`, "UNKNOWN_FIELD");
    if (mapped.some(({ target }) => target.path === path))
      throw invalidField(`${at}.fixed.${path}`, `A column fills ${path}`);
  }
  return {
    recordType: type.name,
    file: choice.file ?? 0,
    timeZone: choice.timeZone ?? (await workspaceTimeZone(ctx)),
    ...(choice.fixed ? { fixed: choice.fixed } : {}),
    mapping: mapped.map(({ index, column, target, confidence }) => {
      const format = said.formats.get(column);
      return { index, column, path: target.path, confidence, ...(format ? { format } : {}) };
    }),
    options: {
      updateExisting: existing === "update",
      skipDuplicates: existing === "skip",
      validationLevel: choice.validationLevel ?? "strict",
      matchBy,
      ...(clearsEmpty ? { clearsEmpty } : {}),
    },
  };
}

/** What the rows call their pipelines, as far as that is known before they are read. */
function pipelinesOf(
  columns: readonly string[],
  profile: readonly ColumnProfile[],
  said: Said,
  choice: TargetChoice,
): string[] {
  const path = "pipelineId";
  if (choice.fixed?.[path]) return [choice.fixed[path]];
  const column = Object.entries(said.mapping).find(([, field]) => field === path)?.[0];
  if (column === undefined) return [];
  const values = profile[columns.indexOf(column)]?.values ?? [];
  const means = said.formats.get(column)?.values ?? {};
  return values.map(({ value }) => means[value] ?? value);
}

type Said = {
  /** Values of columns that the lists of their fields are to get. */
  options: Map<string, string[]>;
  mapping: Record<string, string | null>;
  fields: Set<string>;
  formats: Map<string, NonNullable<LoadTarget["mapping"][number]["format"]>>;
};

async function createFields(
  ctx: Ctx,
  columns: readonly string[],
  type: RecordType,
  choice: TargetChoice,
  at: string,
): Promise<Said> {
  const said: Said = { mapping: {}, fields: new Set(), formats: new Map(), options: new Map() };
  for (const [column, one] of Object.entries(choice.columns ?? {})) {
    const field = `${at}.columns.${column}`;
    if (!columns.includes(column))
      throw invalidField(field, `"${column}" is not a column of the file`, "UNKNOWN_COLUMN");
    if (one === null || typeof one === "string") {
      said.mapping[column] = one;
      if (one) said.fields.add(one);
      continue;
    }
    const { dateFormat: date, numberFormat: number, values } = one;
    const format = Object.fromEntries(
      Object.entries({ date, number, values }).filter(([, v]) => v !== undefined),
    );
    if (Object.keys(format).length > 0) said.formats.set(column, format);
    const path = one.createField ? await createFor(ctx, type, column, one.createField, field) : one.field;
    if (path === undefined) continue;
    said.mapping[column] = path;
    said.fields.add(path);
    if (one.createOptions?.length) said.options.set(column, one.createOptions);
  }
  return said;
}

type Wanted = Exclude<
  NonNullable<Exclude<NonNullable<TargetChoice["columns"]>[string], string | null>["createField"]>,
  undefined
>;

/** A field of the tenant's own for a column; one of the same name and kind that is there already is taken. */
async function createFor(
  ctx: Ctx,
  type: RecordType,
  column: string,
  wanted: Wanted,
  at: string,
): Promise<string> {
  const { label = column.slice(0, 100), kind, options, ...rest } = wanted;
  const same = (await customFieldsOf(ctx, type.name)).find((f) => f.label === label && f.kind === kind);
  if (same) return `customFields.${same.key}`;
  if (scopeOf(ctx.actor, "fields:write") === undefined)
    throw forbidden(["fields:write"], ctx.actor.permissionTexts);
  const asked = NewField.safeParse({
    recordType: type.name,
    label,
    kind,
    ...rest,
    ...(options ? { options: options.map((option) => ({ label: option, value: option })) } : {}),
  });
  if (!asked.success)
    throw validationFailed(
      asked.error.issues.map((issue) => ({
        field: `${at}.createField.${issue.path.join(".")}`,
        code: "VALIDATION_ERROR",
        message: issue.message,
      })),
    );
  const made = await createField(ctx, asked.data);
  return `customFields.${made.key}`;
}
