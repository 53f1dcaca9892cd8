"use client";
/** Saved views as tabs: which are shared, whether the present one was changed, saving it as new or over itself. */
import { ActionIcon, Button, Checkbox, Group, Menu, TextInput } from "@mantine/core";
import { IconDots, IconPencil, IconTrash, IconUsers } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { FormSheet } from "../form/form-sheet";
import classes from "./filter.module.css";

export interface View {
  id: string;
  name: string;
  isShared: boolean;
  /** The built-in "All contacts" can be neither renamed nor deleted. */
  isBuiltIn?: boolean;
}

export interface ViewTabsProps {
  views: View[];
  currentId: string;
  /** The list was changed since the view was opened. */
  isDirty: boolean;
  onSelect: (id: string) => void;
  onReset: () => void;
  /** Absent: views cannot be kept here, and nothing of it is shown. */
  onSaveAs?: (name: string, isShared: boolean) => void;
  onUpdate?: (id: string) => void;
  onRename?: (id: string, name: string, isShared: boolean) => void;
  onDelete?: (id: string) => void;
}

export function ViewTabs(props: ViewTabsProps) {
  const { views, currentId, isDirty, onSelect, onReset, onSaveAs, onUpdate, onRename, onDelete } = props;
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);
  const current = views.find((view) => view.id === currentId);
  const canChange = current !== undefined && !current.isBuiltIn;
  return (
    <div className={classes.views}>
      <nav className={classes.viewList} aria-label="Views">
        {views.map((view) => (
          <button
            key={view.id}
            type="button"
            className={classes.view}
            aria-current={view.id === currentId ? "true" : undefined}
            onClick={() => onSelect(view.id)}
          >
            {view.name}
            {view.isShared ? <IconUsers size={13} aria-label="shared" /> : null}
            {view.id === currentId && isDirty ? (
              <span className={classes.dirty} role="img" aria-label="changed" />
            ) : null}
          </button>
        ))}
        {canChange && (onRename || onDelete) ? (
          <Menu>
            <Menu.Target>
              <ActionIcon size={26} aria-label={`View ${current.name}`}>
                <IconDots size={15} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {onRename ? (
                <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => setNaming("rename")}>
                  Name and sharing
                </Menu.Item>
              ) : null}
              {onDelete ? (
                <Menu.Item leftSection={<IconTrash size={15} />} onClick={() => onDelete(current.id)}>
                  Delete view
                </Menu.Item>
              ) : null}
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </nav>
      {isDirty ? (
        <Group gap={4} wrap="nowrap" className={classes.viewActions}>
          <Button variant="subtle" color="gray" onClick={onReset}>
            Reset
          </Button>
          {onSaveAs ? (
            <Button variant="subtle" onClick={() => setNaming("new")}>
              Save as new
            </Button>
          ) : null}
          {canChange && onUpdate ? (
            <Button variant="light" onClick={() => onUpdate(current.id)}>
              Update view
            </Button>
          ) : null}
        </Group>
      ) : null}
      <FormSheet
        isOpen={naming !== null}
        onClose={() => setNaming(null)}
        title={naming === "new" ? "Save as a new view" : "Name and sharing"}
        size={420}
      >
        <ViewForm
          key={naming}
          view={naming === "rename" ? current : undefined}
          onSubmit={(name, isShared) => {
            if (naming === "new") onSaveAs?.(name, isShared);
            else if (current) onRename?.(current.id, name, isShared);
            setNaming(null);
          }}
        />
      </FormSheet>
    </div>
  );
}

function ViewForm({ view, onSubmit }: { view?: View; onSubmit: (name: string, isShared: boolean) => void }) {
  const [name, setName] = useState(view?.name ?? "");
  const [isShared, setIsShared] = useState(view?.isShared ?? false);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim()) onSubmit(name.trim(), isShared);
  }
  return (
    <form className={classes.sheetContent} onSubmit={submit}>
      <TextInput
        label="Name"
        data-autofocus
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox
        mt={14}
        label="Shared with everyone in the workspace"
        checked={isShared}
        onChange={(event) => setIsShared(event.currentTarget.checked)}
      />
      <Group justify="flex-end" mt={20}>
        <Button type="submit" disabled={!name.trim()}>
          Save
        </Button>
      </Group>
    </form>
  );
}
