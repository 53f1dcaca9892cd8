// What kind of file some bytes are, by their first bytes and not by what they are called, and which kinds are taken.

export type FileKind = { contentType: string; extensions: string[] };

const bytes = (text: string): number[] => [...Buffer.from(text, "latin1")];
const zipKinds: FileKind[] = [
  {
    contentType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    extensions: ["docx"],
  },
  { contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", extensions: ["xlsx"] },
  {
    contentType: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    extensions: ["pptx"],
  },
  { contentType: "application/vnd.oasis.opendocument.text", extensions: ["odt"] },
  { contentType: "application/vnd.oasis.opendocument.spreadsheet", extensions: ["ods"] },
  { contentType: "application/vnd.oasis.opendocument.presentation", extensions: ["odp"] },
  { contentType: "application/zip", extensions: ["zip"] },
];
const oleKinds: FileKind[] = [
  { contentType: "application/msword", extensions: ["doc"] },
  { contentType: "application/vnd.ms-excel", extensions: ["xls"] },
  { contentType: "application/vnd.ms-powerpoint", extensions: ["ppt"] },
  { contentType: "application/vnd.ms-outlook", extensions: ["msg"] },
];
const textKinds: FileKind[] = [
  { contentType: "text/plain", extensions: ["txt", "log", "md"] },
  { contentType: "text/csv", extensions: ["csv", "tsv"] },
  { contentType: "application/json", extensions: ["json"] },
  { contentType: "text/calendar", extensions: ["ics"] },
  { contentType: "text/vcard", extensions: ["vcf"] },
  { contentType: "message/rfc822", extensions: ["eml"] },
];

type Signature = { at: number; magic: number[]; kinds: FileKind[] };
const one = (contentType: string, ...extensions: string[]): FileKind[] => [{ contentType, extensions }];

const signatures: Signature[] = [
  { at: 0, magic: bytes("%PDF-"), kinds: one("application/pdf", "pdf") },
  { at: 0, magic: [0x89, ...bytes("PNG\r\n"), 0x1a, 0x0a], kinds: one("image/png", "png") },
  { at: 0, magic: [0xff, 0xd8, 0xff], kinds: one("image/jpeg", "jpg", "jpeg") },
  { at: 0, magic: bytes("GIF8"), kinds: one("image/gif", "gif") },
  { at: 8, magic: bytes("WEBP"), kinds: one("image/webp", "webp") },
  { at: 8, magic: bytes("WAVE"), kinds: one("audio/wav", "wav") },
  { at: 4, magic: bytes("ftypheic"), kinds: one("image/heic", "heic") },
  { at: 4, magic: bytes("ftypM4A"), kinds: one("audio/mp4", "m4a") },
  { at: 4, magic: bytes("ftyp"), kinds: one("video/mp4", "mp4", "m4v", "mov") },
  { at: 0, magic: bytes("ID3"), kinds: one("audio/mpeg", "mp3") },
  { at: 0, magic: [0xff, 0xfb], kinds: one("audio/mpeg", "mp3") },
  { at: 0, magic: [0x50, 0x4b, 0x03, 0x04], kinds: zipKinds },
  { at: 0, magic: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], kinds: oleKinds },
  { at: 0, magic: bytes("{\\rtf"), kinds: one("application/rtf", "rtf") },
];

/** How many bytes are looked at. */
export const sniffedBytes = 4096;

const extensionOf = (fileName: string): string =>
  fileName.toLowerCase().match(/\.([a-z0-9]{1,10})$/)?.[1] ?? "";

/** Text that a browser would run or that a shell would. */
const isActiveText = (text: string): boolean =>
  /^#!/.test(text) || /<(!doctype|html|script|svg|\?xml|iframe|body|head)\b|<\?php/i.test(text);

function isText(head: Buffer): string | null {
  if (head.includes(0)) return null;
  // The last character may be cut in two.
  const text = new TextDecoder("utf-8").decode(head, { stream: true });
  return text.includes("\ufffd") ? null : text.replace(/^\ufeff/, "").trimStart();
}

/** The media type of a file that is taken, or null: unknown, dangerous, or not what its name says. */
export function fileTypeOf(head: Buffer, fileName: string): string | null {
  const extension = extensionOf(fileName);
  const match = signatures.find(({ at, magic }) => magic.every((byte, i) => head[at + i] === byte));
  if (match) return match.kinds.find((kind) => kind.extensions.includes(extension))?.contentType ?? null;
  const text = isText(head);
  if (text === null || isActiveText(text)) return null;
  return textKinds.find((kind) => kind.extensions.includes(extension))?.contentType ?? null;
}

export const acceptedExtensions: string[] = [
  ...new Set([...signatures.flatMap((s) => s.kinds), ...textKinds].flatMap((kind) => kind.extensions)),
].sort();
