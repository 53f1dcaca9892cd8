// Fields: how a record type says what it holds.
export {
  currencyDecimals,
  currencyFault,
  fromMinorUnits,
  isCurrency,
  toMinorUnits,
  unusualDecimals,
} from "./currency";
export type { FieldDescriptor, FieldKind, FieldOption } from "./descriptor";
export {
  type Address,
  addressPartLabels,
  addressParts,
  addressSchema,
  describeField,
  emailSchema,
  type Field,
  type FieldOptions,
  field,
  filledIn,
  instantSchema,
  isStorable,
  readOnly,
  textSchema,
} from "./field";
export { optionOf, optionText } from "./option-text";
