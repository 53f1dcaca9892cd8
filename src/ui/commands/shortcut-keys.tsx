"use client";
/** A shortcut as key caps, in the way of the visitor's own keyboard. */
import { useSyncExternalStore } from "react";
import classes from "./commands.module.css";
import { isApple, shortcutKeys } from "./shortcut";

const subscribeNever = () => () => undefined;

export function ShortcutKeys({ shortcut }: { shortcut: string }) {
  const apple = useSyncExternalStore(subscribeNever, isApple, () => false);
  return (
    <span className={classes.keys} aria-hidden>
      {shortcutKeys(shortcut, apple).map((key, index, keys) => (
        <kbd key={keys.slice(0, index + 1).join(" ")} className={classes.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
