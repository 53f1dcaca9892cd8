"use client";
/** Saved views as tabs: which are shared, whether the present one was changed, saving it as new or over itself. */
import { ActionIcon, Button, Group } from "@mantine/core";
import {
  IconDeviceFloppy,
  IconDots,
  IconHome,
  IconHomeOff,
  IconPencil,
  IconStar,
  IconStarOff,
  IconTrash,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useCommands } from "../commands/command-provider";
import { latePart } from "../late/late-part";
import { Menu } from "../late/menu";
import classes from "./filter.module.css";
import type { ViewVisibility } from "./view-form";

const ViewForm = latePart(() => import("./view-form").then((part) => part.ViewForm));

export interface ViewTab {
  id: string;
  name: string;
  visibility: ViewVisibility;
  isDefault: boolean;
  isFavourite: boolean;
  canEdit: boolean;
}

export interface ViewTabsProps {
  /** The views that are always there: "All contacts", which has no id, "My contacts". */
  builtIn: { id: string | undefined; name: string }[];
  views?: ViewTab[];
  /** Undefined is the first of them. */
  currentId: string | undefined;
  /** The list was changed since the view was opened. */
  isDirty: boolean;
  onSelect: (id: string | undefined) => void;
  onReset: () => void;
  /** Absent: views cannot be kept by this person, and nothing of it is shown. */
  onSaveAs?: (name: string, visibility: ViewVisibility) => Promise<void>;
  onUpdate?: (id: string) => void;
  onRename?: (id: string, name: string, visibility: ViewVisibility) => Promise<void>;
  onDelete?: (id: string) => void;
  onDefault?: (id: string, isDefault: boolean) => void;
  onFavourite?: (id: string, isFavourite: boolean) => void;
}

export function ViewTabs(props: ViewTabsProps) {
  const { views = [], currentId, isDirty, onSaveAs, onUpdate } = props;
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);
  const current = views.find((view) => view.id === currentId);
  useCommands(
    isDirty && onSaveAs
      ? [
          {
            id: "save-view",
            label: "Save this list as a new view",
            group: "Views",
            icon: IconDeviceFloppy,
            run: () => setNaming("new"),
          },
        ]
      : [],
  );
  return (
    <div className={classes.views}>
      <nav className={classes.viewList} aria-label="Views">
        {props.builtIn.map(({ id, name }) => (
          <Tab
            key={name}
            name={name}
            isCurrent={id === currentId}
            isDirty={isDirty}
            onSelect={() => props.onSelect(id)}
          />
        ))}
        {views.map((view) => (
          <Tab
            key={view.id}
            name={view.name}
            visibility={view.visibility}
            isCurrent={view === current}
            isDirty={isDirty}
            onSelect={() => props.onSelect(view.id)}
          />
        ))}
      </nav>
      {current ? <ViewMenu {...props} view={current} onRenaming={() => setNaming("rename")} /> : null}
      {isDirty ? (
        <Group gap={4} wrap="nowrap" className={classes.viewActions}>
          <Button variant="subtle" color="gray" size="compact-sm" onClick={props.onReset}>
            Reset
          </Button>
          {onSaveAs ? (
            <Button variant="subtle" size="compact-sm" onClick={() => setNaming("new")}>
              Save as new
            </Button>
          ) : null}
          {current?.canEdit && onUpdate ? (
            <Button variant="light" size="compact-sm" onClick={() => onUpdate(current.id)}>
              Update view
            </Button>
          ) : null}
        </Group>
      ) : null}
      {naming === "new" && onSaveAs ? (
        <ViewForm
          title="Save as a new view"
          onClose={() => setNaming(null)}
          onSubmit={async (name, visibility) => {
            await onSaveAs(name, visibility);
            setNaming(null);
          }}
        />
      ) : null}
      {naming === "rename" && current ? (
        <ViewForm
          title="Name and sharing"
          name={current.name}
          visibility={current.visibility}
          onClose={() => setNaming(null)}
          onSubmit={async (name, visibility) => {
            await props.onRename?.(current.id, name, visibility);
            setNaming(null);
          }}
        />
      ) : null}
    </div>
  );
}

interface TabProps {
  name: string;
  visibility?: ViewVisibility;
  isCurrent: boolean;
  isDirty: boolean;
  onSelect: () => void;
}

function Tab({ name, visibility, isCurrent, isDirty, onSelect }: TabProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isCurrent) button.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isCurrent]);
  return (
    <button
      ref={button}
      type="button"
      className={classes.view}
      aria-current={isCurrent ? "true" : undefined}
      onClick={onSelect}
    >
      {name}
      {visibility === "team" ? <IconUsers size={13} aria-label="shared with the team" /> : null}
      {visibility === "workspace" ? <IconUsersGroup size={13} aria-label="shared with everyone" /> : null}
      {isCurrent && isDirty ? <span className={classes.dirty} role="img" aria-label="changed" /> : null}
    </button>
  );
}

function ViewMenu(props: ViewTabsProps & { view: ViewTab; onRenaming: () => void }) {
  const { view, onDefault, onFavourite, onRename, onDelete, onRenaming } = props;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon size={26} aria-label={`View ${view.name}`}>
          <IconDots size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onDefault ? (
          <Menu.Item
            leftSection={view.isDefault ? <IconHomeOff size={15} /> : <IconHome size={15} />}
            onClick={() => onDefault(view.id, !view.isDefault)}
          >
            {view.isDefault ? "No longer start with it" : "Start with this view"}
          </Menu.Item>
        ) : null}
        {onFavourite ? (
          <Menu.Item
            leftSection={view.isFavourite ? <IconStarOff size={15} /> : <IconStar size={15} />}
            onClick={() => onFavourite(view.id, !view.isFavourite)}
          >
            {view.isFavourite ? "Take out of the sidebar" : "Keep in the sidebar"}
          </Menu.Item>
        ) : null}
        {view.canEdit && onRename ? (
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={onRenaming}>
            Name and sharing
          </Menu.Item>
        ) : null}
        {view.canEdit && onDelete ? (
          <Menu.Item leftSection={<IconTrash size={15} />} color="red" onClick={() => onDelete(view.id)}>
            Delete view
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
