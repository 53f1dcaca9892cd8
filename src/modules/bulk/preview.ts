// A look at a file before it is imported: how it is read, what each column is taken for, and what would be said about
// its first rows. Nothing is stored.

import { forbidden, invalidField, unauthorized } from "@/kernel/errors";
import { customFieldsOf } from "@/kernel/fields/custom";
import type { RequestInfo } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { recordTypes } from "@/kernel/records";
import { withTenant } from "@/kernel/tenancy";
import { checkRow, completeNew, type Plan } from "./check";
import { columnNames, sniff } from "./decode";
import { convertedForm, csvOfJsonHead, looksLikeJson } from "./json-file";
import { mapColumns } from "./mapping";
import type { Preview, PreviewInput } from "./schema";
import { rowsOfHead } from "./source";
import { computedOf, targetsOf } from "./targets";

const mostHeadBytes = 256 * 1024;
const shownRows = 20;

async function headOf(request: RequestInfo, input: PreviewInput): Promise<Buffer> {
  if (input.text !== undefined) return Buffer.from(input.text);
  if (!request.upload)
    throw invalidField("text", "Send the beginning of the file as text, or the file as the body", "REQUIRED");
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The rest is read past: an answer before the end of a body breaks some clients.
  for await (const chunk of request.upload.stream) {
    if (bytes < mostHeadBytes) chunks.push(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, mostHeadBytes);
}

export async function previewImport(request: RequestInfo, input: PreviewInput): Promise<Preview> {
  const { actor } = request;
  if (!actor) throw unauthorized("credential_missing");
  const type = recordTypes().find((one) => one.plural === input.recordType);
  if (!type) throw invalidField("recordType", `${input.recordType} cannot be imported`);
  if (scopeOf(actor, `${type.resource}:write`) === undefined)
    throw forbidden([`${type.resource}:write`], actor.permissionTexts);
  const sent = await headOf(request, input);
  const isJson = looksLikeJson(sent, input.encoding);
  const head = isJson ? await csvOfJsonHead(sent, input.encoding, shownRows) : sent;
  const form = isJson ? convertedForm : sniff(head, { encoding: input.encoding, delimiter: input.delimiter });
  const [header, ...rows] = await rowsOfHead(head, form, shownRows);
  if (!header || header.cells.length === 0)
    throw invalidField("text", "The file has no header row", "EMPTY_FILE");
  const columns = columnNames(header.cells as string[]);
  const customFields = await withTenant(actor.tenant, "read", (tx) =>
    customFieldsOf({ tx, tenant: actor.tenant }, type.name),
  );
  const targets = targetsOf(type, customFields);
  const samples = rows.map((row) => row.cells);
  const { mapped } = mapColumns(columns, targets, input.field_mapping ?? {}, {
    isGuessing: true,
    samples,
    computed: computedOf(customFields),
  });
  const plan: Plan = {
    type,
    mapped,
    customFields,
    options: { updateExisting: false, skipDuplicates: false, validationLevel: "strict" },
    misspelt: new Map(),
    linkedTo: [],
    isLinkedFrom: false,
  };
  return {
    encoding: form.encoding,
    delimiter: form.delimiter,
    columns: columns.map((column, index) => {
      const match = mapped.find((one) => one.index === index);
      return {
        column,
        field: match?.target.path ?? null,
        confidence: match?.confidence ?? null,
        samples: samples.flatMap((cells) => textOf(cells[index]) || []).slice(0, 5),
      };
    }),
    rows: rows.slice(0, shownRows).map((row) => {
      const checked = checkRow(plan, row);
      if (!row.fault) completeNew(plan, checked);
      return { row: row.row, line: row.line, cells: row.cells.map(textOf), problems: checked.problems };
    }),
    fields: targets.map(({ path, label, kind, isRequired }) => ({ field: path, label, kind, isRequired })),
  };
}

const textOf = (cell: unknown): string => (typeof cell === "string" ? cell.slice(0, 500).toWellFormed() : "");
