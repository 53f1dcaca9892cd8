// A form's fields as HTML: the same controls on its own page and in the snippet for other sites.
import { honeypot } from "./defaults";
import type { PublicField, SentValues } from "./schema";

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const inputTypes: Partial<Record<PublicField["kind"], string>> = {
  integer: 'type="number" step="1"',
  number: 'type="number" step="any"',
  money: 'type="number" step="0.01"',
  date: 'type="date"',
  dateTime: 'type="datetime-local"',
  url: 'type="url"',
  email: 'type="email"',
  phone: 'type="tel"',
};
/** What browsers may fill in for the visitor (HTML, "Autofill"). */
const autofill: Record<string, string> = {
  firstName: "given-name",
  lastName: "family-name",
  email: "email",
  phone: "tel",
  company: "organization",
  jobTitle: "organization-title",
};

export type MarkupOptions = {
  /** Before every id, so that two forms fit on one page. */
  idPrefix: string;
  values?: SentValues;
  /** What is wrong, by key. */
  faults?: ReadonlyMap<string, string>;
};

export const controlId = (idPrefix: string, key: string): string =>
  `${idPrefix}-${key.replace(/[^a-zA-Z0-9]/g, "-")}`;

/** One field: its label, its control and what is wrong with it. */
export function fieldMarkup(one: PublicField, options: MarkupOptions): string {
  const id = controlId(options.idPrefix, one.key);
  const fault = options.faults?.get(one.key);
  const label = escapeHtml(one.label);
  const state = `${one.isRequired ? " required" : ""}${fault ? ` aria-invalid="true" aria-describedby="${id}-fault"` : ""}`;
  const note = fault ? `<span class="fault" id="${id}-fault">${escapeHtml(fault)}</span>` : "";
  const sent = options.values?.[one.key];
  const chosen = sent === undefined ? [] : [sent].flat();
  const star = one.isRequired ? ' <span aria-hidden="true">*</span>' : "";
  if (one.kind === "boolean") {
    const checked = chosen.includes("true") ? " checked" : "";
    return `<p><label class="tick"><input type="checkbox" id="${id}" name="${escapeHtml(one.key)}" value="true"${checked}${state}> ${label}${star}</label>${note}</p>`;
  }
  if (one.kind === "multiSelect") {
    const boxes = one.options.map(
      ({ value, label: words }) =>
        `<label class="tick"><input type="checkbox" name="${escapeHtml(one.key)}" value="${escapeHtml(value)}"${chosen.includes(value) ? " checked" : ""}> ${escapeHtml(words)}</label>`,
    );
    return `<fieldset id="${id}"${fault ? ` aria-describedby="${id}-fault"` : ""}><legend>${label}${star}</legend>${boxes.join("")}${note}</fieldset>`;
  }
  return `<p><label for="${id}">${label}${star}</label>${control(one, id, chosen[0] ?? "", state)}${note}</p>`;
}

function control(one: PublicField, id: string, value: string, state: string): string {
  const name = `id="${id}" name="${escapeHtml(one.key)}"${state}`;
  if (one.kind === "longText") return `<textarea ${name} rows="4">${escapeHtml(value)}</textarea>`;
  if (one.kind === "select") {
    const choices = one.options.map(
      (option) =>
        `<option value="${escapeHtml(option.value)}"${option.value === value ? " selected" : ""}>${escapeHtml(option.label)}</option>`,
    );
    return `<select ${name}><option value=""></option>${choices.join("")}</select>`;
  }
  const filled = autofill[one.key] ? ` autocomplete="${autofill[one.key]}"` : "";
  const shown = value === "" ? "" : ` value="${escapeHtml(value)}"`;
  return `<input ${inputTypes[one.kind] ?? 'type="text"'} ${name}${filled}${shown}>`;
}

/** People neither see it nor reach it with the keyboard; programs fill it in. */
export const honeypotMarkup = `<p style="position:absolute;left:-9999px" aria-hidden="true"><input name="${honeypot}" tabindex="-1" autocomplete="off"></p>`;
