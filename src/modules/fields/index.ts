// Fields: the public face of the module.

export { createField, updateField } from "./definitions";
export { fieldsRouter } from "./router";
export { NewField } from "./schema";
export type { RecordTypeDescription } from "./service";
