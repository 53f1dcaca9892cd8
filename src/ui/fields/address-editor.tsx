"use client";
/** The parts of an address as one group of inputs. */
import { Fieldset, Input, TextInput } from "@mantine/core";
import { addressParts } from "./address-parts";
import type { FieldEditorProps } from "./field-editor";
import classes from "./fields.module.css";
import { isEmptyValue, isObject } from "./read-value";

export function AddressEditor({ field, value, onChange, error, autoFocus, isDisabled }: FieldEditorProps) {
  const address = isObject(value) ? value : {};
  function set(key: string, text: string) {
    const next = { ...address, [key]: text === "" ? null : text };
    onChange(isEmptyValue(next) ? null : next);
  }
  return (
    <Fieldset legend={field.label} variant="unstyled" disabled={isDisabled}>
      <div className={classes.address}>
        {addressParts.map((part, index) => (
          <TextInput
            key={part.key}
            placeholder={part.label}
            aria-label={part.label}
            autoComplete={part.autoComplete}
            autoFocus={autoFocus && index === 0}
            value={typeof address[part.key] === "string" ? String(address[part.key]) : ""}
            onChange={(event) => set(part.key, event.currentTarget.value)}
          />
        ))}
      </div>
      {error ? <Input.Error mt={4}>{error}</Input.Error> : null}
    </Fieldset>
  );
}
