// Fields: how a record type says what it holds.
export type { FieldDescriptor, FieldKind, FieldOption } from "./descriptor";
export {
  type Address,
  addressParts,
  addressSchema,
  describeField,
  emailSchema,
  type Field,
  type FieldOptions,
  field,
  instantSchema,
  isStorable,
  readOnly,
  textSchema,
} from "./field";
