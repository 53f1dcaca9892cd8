// A choice as people see it, in a file and back: its label, or its value where the label alone would mean another one.
import type { FieldOption } from "./descriptor";

/** The option that a text stands for: by its value, or by its label in any case. */
export const optionOf = (options: readonly FieldOption[], text: string): FieldOption | undefined =>
  options.find(({ value }) => value === text) ??
  options.find(({ label }) => label.toLowerCase() === text.toLowerCase());

/** Values of the field, one or several, as what `optionOf` reads back as the same. */
export function optionText(options: readonly FieldOption[]): (value: unknown) => unknown {
  const texts = new Map<unknown, string>();
  for (const option of options) {
    const isPlain = option.label === option.label.trim() && option.label !== "";
    const isItsOwn = isPlain && optionOf(options, option.label)?.value === option.value;
    texts.set(option.value, isItsOwn ? option.label : option.value);
  }
  const textOf = (value: unknown) => texts.get(value) ?? value;
  return (value) => (Array.isArray(value) ? value.map(textOf) : textOf(value));
}
