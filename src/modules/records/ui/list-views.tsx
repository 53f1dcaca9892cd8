"use client";
// The saved views of a list as its tabs, and in the command menu.
import { IconDeviceFloppy, IconTable } from "@tabler/icons-react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { useViewActions } from "@/modules/views/ui/use-views";
import { useCommands } from "@/ui/commands/command-provider";
import { notifyError } from "@/ui/feedback/notify";
import { ViewTabs } from "@/ui/filter/view-tabs";
import { builtInViews } from "./built-in-views";
import type { RecordScreen } from "./record-screen";
import { type ListState, newContent, savedContent } from "./use-list-state";

interface ListViewsProps {
  screen: RecordScreen;
  state: ListState;
  fields: readonly FieldDescriptor[];
}

export function ListViews({ screen, state, fields }: ListViewsProps) {
  const { views, view, canSave, openView } = state;
  const actions = useViewActions(screen.name);
  const viewNamed = (id: string) => views.find((one) => one.id === id);
  const builtIn = builtInViews(screen);

  const update = (id: string) => {
    const found = viewNamed(id);
    if (!found) return;
    actions
      .update(found, savedContent(screen, state.query))
      .then(() => openView(id))
      .catch(notifyError);
  };

  useCommands([
    ...[...builtIn, ...views].map(({ id, name }) => ({
      id: `view-${id ?? screen.plural}`,
      label: `Open the view ${name}`,
      group: "Views",
      icon: IconTable,
      run: () => openView(id),
    })),
    ...(view?.canEdit && state.isChanged
      ? [
          {
            id: "update-view",
            label: `Update the view ${view.name}`,
            group: "Views",
            icon: IconDeviceFloppy,
            run: () => update(view.id),
          },
        ]
      : []),
  ]);

  return (
    <ViewTabs
      builtIn={builtIn}
      views={views}
      currentId={state.viewId}
      isDirty={state.isChanged}
      onSelect={openView}
      onReset={state.reset}
      onSaveAs={
        canSave
          ? async (name, visibility) => {
              const made = await actions.create(
                { recordType: screen.name, name, visibility, ...newContent(screen, state.query, fields) },
                () => openView(undefined),
              );
              openView(made.id);
            }
          : undefined
      }
      onUpdate={update}
      onRename={async (id, name, visibility) => {
        const found = viewNamed(id);
        if (found) await actions.update(found, { name, visibility });
      }}
      onDelete={(id) => {
        const found = viewNamed(id);
        if (!found) return;
        actions
          .remove(found)
          .then(() => openView(undefined))
          .catch(notifyError);
      }}
      onDefault={(id, isDefault) => {
        const found = viewNamed(id);
        if (found) actions.setDefault(found, isDefault).catch(notifyError);
      }}
      onFavourite={(id, isFavourite) => {
        const found = viewNamed(id);
        if (found) actions.setFavourite(found, isFavourite).catch(notifyError);
      }}
    />
  );
}
