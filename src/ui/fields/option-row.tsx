"use client";
/** A person or record among the choices of a picker. */
import type { SourceOption } from "./field-sources";
import classes from "./fields.module.css";
import { PersonAvatar } from "./person";

interface OptionRowProps {
  label: string;
  /** Unknown for what is chosen and not among the choices. */
  option: SourceOption | undefined;
  isSquare: boolean;
}

export function OptionRow({ label, option, isSquare }: OptionRowProps) {
  const { isMe = false, description, avatarUrl } = option ?? {};
  return (
    <span className={classes.person}>
      <PersonAvatar name={label} avatarUrl={avatarUrl} isSquare={isSquare} />
      <span className={classes.ellipsis}>{isMe ? "Me" : label}</span>
      <span className={`${classes.dim} ${classes.ellipsis}`}>
        {isMe ? [label, description].filter(Boolean).join(" · ") : description}
      </span>
    </span>
  );
}
