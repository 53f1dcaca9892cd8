// The files of an import: stored as they come, looked at, and put into the order in which they are written.
import { invalidField } from "@/kernel/errors";
import type { RequestInfo } from "@/kernel/operation";
import type { CsvForm } from "./decode";
import { convertedForm } from "./json-file";
import { inLoadingOrder, type LoadTarget } from "./load-plan";
import { profileOf } from "./profile";
import { uploadLimitBytes } from "./service";
import { type ImportFile, openSource, rowsOf, storeSource } from "./source";

export type Sent = {
  text?: string | undefined;
  delimiter?: string | undefined;
  encoding?: CsvForm["encoding"] | undefined;
  file_name?: string | undefined;
};

/** Stores what was sent, as text or as the body. */
export async function storeSent(request: RequestInfo, sent: Sent, sourceKey: string): Promise<ImportFile> {
  const { upload } = request;
  if (sent.text === undefined && !upload)
    throw invalidField("text", "Send the file as text, or as the body", "REQUIRED");
  async function* given() {
    yield sent.text ?? "";
  }
  const encoding = sent.text === undefined ? sent.encoding : ("utf-8" as const);
  const content = upload && sent.text === undefined ? upload.stream : given();
  const converted = await storeSource(sourceKey, content, uploadLimitBytes, {
    encoding,
    fileName: sent.file_name,
  });
  const { delimiter } = sent;
  return lookAt(sourceKey, sent.file_name ?? null, converted ?? { encoding, delimiter });
}

/** A stored file as it is read: its form, its columns and what they hold. */
export async function lookAt(
  sourceKey: string,
  fileName: string | null,
  said: { encoding?: CsvForm["encoding"] | undefined; delimiter?: string | undefined; isConverted?: true },
): Promise<ImportFile> {
  // What we have made of a file of JSON records cannot be read in another way.
  const { encoding, delimiter } = said.isConverted ? convertedForm : said;
  const { form: found, columns } = await openSource(sourceKey, {
    ...(encoding ? { encoding } : {}),
    ...(delimiter ? { delimiter } : {}),
  });
  const form = said.isConverted ? convertedForm : found;
  if (columns.length === 0) throw invalidField("file", "The file has no header row", "EMPTY_FILE");
  return {
    sourceKey,
    fileName,
    form,
    columns,
    profile: await profileOf(columns, rowsOf(sourceKey, form, columns)),
  };
}

/** Files whose records others point to come first; the targets follow their files. */
export function inFileOrder(
  files: readonly ImportFile[],
  targets: readonly LoadTarget[],
): { files: ImportFile[]; targets: LoadTarget[] } {
  const places = inLoadingOrder(targets).map(({ file = 0 }) => file);
  const order = [...new Set([...files.keys()])].sort(
    (a, b) => placeOf(places, a) - placeOf(places, b) || a - b,
  );
  return {
    files: order.map((at) => files[at]!),
    targets: inLoadingOrder(targets)
      .map((target) => ({ ...target, file: order.indexOf(target.file ?? 0) }))
      .sort((a, b) => a.file - b.file),
  };
}

/** By the last kind of record that a file holds: what comes before it may come from other files. */
const placeOf = (places: readonly number[], file: number): number => {
  const at = places.lastIndexOf(file);
  return at === -1 ? places.length : at;
};
