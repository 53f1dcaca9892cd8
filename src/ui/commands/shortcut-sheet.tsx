"use client";
/** The `?` sheet: every shortcut that works here and now, by group. */
import { Modal, Title } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { groupByKey } from "../group-by-key";
import unseen from "../theme/spoken.module.css";
import type { Command, CommandStore } from "./command-store";
import classes from "./commands.module.css";
import { ShortcutKeys } from "./shortcut-keys";

const none: Command[] = [];

export function ShortcutSheet(props: { isOpen: boolean; onClose: () => void; store: CommandStore }) {
  const { isOpen, onClose, store } = props;
  const commands = useSyncExternalStore(store.subscribe, store.all, () => none);
  const groups = groupByKey(
    commands.filter((command) => command.shortcut),
    (command) => command.group,
  );
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keyboard shortcuts" size="lg">
      <div className={classes.sheet}>
        {[...groups].map(([group, entries]) => (
          <section key={group}>
            <Title order={3} className={classes.sheetGroup}>
              {group}
            </Title>
            <dl className={classes.sheetList}>
              {entries.map((command) => (
                <div key={command.id} className={classes.sheetRow}>
                  <dt>{command.label}</dt>
                  <dd>
                    <ShortcutKeys shortcut={command.shortcut ?? ""} />
                    <span className={unseen.spoken}>{command.shortcut}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
