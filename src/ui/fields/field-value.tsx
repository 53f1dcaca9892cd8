"use client";
/** Shows a field's value by its kind: the same in cells, details, cards and timelines. */
import { ActionIcon } from "@mantine/core";
import { IconCheck, IconMail, IconPhone } from "@tabler/icons-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { Hint } from "../late/hint";
import unseen from "../theme/spoken.module.css";
import { useFieldSources } from "./field-sources";
import classes from "./fields.module.css";
import { formatAddress, formatDay, formatMoney, formatValue, optionLabel, readMoney } from "./format";
import { useLocale } from "./locale";
import { PersonAvatar } from "./person";
import { isEmptyValue, readReference } from "./read-value";
import { RelativeTime } from "./relative-time";
import { Tag } from "./tag";

export interface FieldValueProps {
  field: FieldDescriptor;
  value: unknown;
  /** The whole record: gives a money field its currency and a reference its name. */
  record?: unknown;
  /** Round call and mail buttons beside phone numbers and addresses: for records on a phone. */
  withContactButtons?: boolean;
  /** Plain text without links: inside something that is itself a link or a button. */
  isPlain?: boolean;
  empty?: ReactNode;
}

const safeUrl = /^https?:\/\//i;

export function FieldValue(props: FieldValueProps) {
  const { field, value, record, withContactButtons, isPlain, empty } = props;
  const { tag: locale } = useLocale();
  if (isEmptyValue(value)) {
    return (
      empty ?? (
        <span className={classes.empty}>
          <span aria-hidden>—</span>
          <span className={unseen.spoken}>empty</span>
        </span>
      )
    );
  }
  const text = String(value);
  switch (field.kind) {
    case "integer":
    case "number":
      return <span className={classes.number}>{formatValue(field, value, locale)}</span>;
    case "money": {
      const money = readMoney(field, value, record);
      return (
        <span className={classes.number}>
          {money ? formatMoney(money.amount, money.currency, locale) : text}
        </span>
      );
    }
    case "boolean":
      return value ? (
        <span className={classes.yes}>
          <IconCheck size={14} aria-hidden /> Yes
        </span>
      ) : (
        <span className={classes.dim}>No</span>
      );
    case "date":
      return <time dateTime={text.slice(0, 10)}>{formatDay(text, locale)}</time>;
    case "dateTime":
      return <RelativeTime at={text} />;
    case "select":
      return (
        <Tag
          label={optionLabel(field, value)}
          color={field.options?.find((option) => option.value === value)?.color}
        />
      );
    case "multiSelect":
    case "tags":
      return (
        <span className={classes.tags}>
          {[...new Set(Array.isArray(value) ? value : [value])].map((one) => (
            <Tag
              key={String(one)}
              label={optionLabel(field, one)}
              color={field.options?.find((option) => option.value === one)?.color}
            />
          ))}
        </span>
      );
    case "url":
      return !isPlain && safeUrl.test(text) ? (
        <a
          href={text}
          target="_blank"
          rel="noreferrer noopener"
          className={`${classes.link} ${classes.ellipsis}`}
        >
          {text.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "")}
        </a>
      ) : (
        <span className={classes.ellipsis}>{text}</span>
      );
    case "email":
      return (
        <Reachable
          href={`mailto:${text}`}
          text={text}
          isPlain={isPlain}
          button={
            withContactButtons ? { label: `Write to ${text}`, icon: <IconMail size={18} /> } : undefined
          }
        />
      );
    case "phone":
      return (
        <Reachable
          href={`tel:${text.replace(/[^\d+]/g, "")}`}
          text={text}
          isPlain={isPlain}
          button={withContactButtons ? { label: `Call ${text}`, icon: <IconPhone size={18} /> } : undefined}
        />
      );
    case "address":
      return <span className={classes.ellipsis}>{formatAddress(value)}</span>;
    case "user":
    case "record":
      return <ReferenceValue field={field} value={value} record={record} isPlain={isPlain} />;
    case "longText":
      return <span className={classes.longText}>{text}</span>;
    case "id":
      return <code className={classes.id}>{text}</code>;
    default:
      return (
        <span className={classes.ellipsis}>
          {field.isRecurrence ? formatValue(field, value, locale) : text}
        </span>
      );
  }
}

function Reachable(props: {
  href: string;
  text: string;
  isPlain?: boolean;
  button?: { label: string; icon: ReactNode };
}) {
  const { href, text, isPlain, button } = props;
  if (isPlain) return <span className={classes.ellipsis}>{text}</span>;
  return (
    <span className={classes.reachable}>
      <a href={href} className={`${classes.link} ${classes.ellipsis}`}>
        {text}
      </a>
      {button ? (
        <Hint label={button.label}>
          <ActionIcon
            component="a"
            href={href}
            variant="light"
            color="petrol"
            size={36}
            radius="xl"
            aria-label={button.label}
          >
            {button.icon}
          </ActionIcon>
        </Hint>
      ) : null}
    </span>
  );
}

function ReferenceValue({ field, value, record, isPlain }: FieldValueProps) {
  const sources = useFieldSources();
  const reference = readReference(field, value, record);
  const id = reference?.id ?? String(value);
  const kind = field.kind === "user" ? "user" : "record";
  const name = reference?.name ?? sources.nameOf?.(kind, field.recordType, id) ?? `…${id.slice(-6)}`;
  const href = reference?.href ?? sources.hrefOf?.(field.recordType ?? field.kind, id);
  const shown = (
    <span className={classes.person}>
      <PersonAvatar name={name} avatarUrl={reference?.avatarUrl} isSquare={kind === "record"} />
      <span className={classes.ellipsis}>{name}</span>
    </span>
  );
  if (isPlain || !href) return shown;
  return (
    <Link href={href} prefetch={false} className={`${classes.link} ${classes.reference}`}>
      {shown}
    </Link>
  );
}
