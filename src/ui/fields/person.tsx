"use client";
/** A person or an organisation as initials on a colour of their own, with the name beside it. */
import { hueOf, hueStyle } from "../theme/hues";
import classes from "./fields.module.css";

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "")][0] ?? "";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

export interface PersonAvatarProps {
  name: string;
  avatarUrl?: string;
  size?: number;
  isSquare?: boolean;
}

/** Decoration beside a name: screen readers hear the name only once. */
export function PersonAvatar({ name, avatarUrl, size = 20, isSquare }: PersonAvatarProps) {
  return (
    <span
      aria-hidden
      className={classes.avatar}
      style={{
        ...hueStyle(hueOf(name)),
        width: size,
        height: size,
        borderRadius: isSquare ? 4 : size,
        fontSize: Math.max(8, size * 0.42),
        ...(avatarUrl ? { backgroundImage: `url(${JSON.stringify(avatarUrl)})` } : {}),
      }}
    >
      {avatarUrl ? null : initialsOf(name)}
    </span>
  );
}

export function Person({ name, avatarUrl, size }: PersonAvatarProps) {
  return (
    <span className={classes.person}>
      <PersonAvatar name={name} avatarUrl={avatarUrl} size={size} />
      <span className={classes.ellipsis}>{name}</span>
    </span>
  );
}
