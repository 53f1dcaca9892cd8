"use client";
// The list of any record type: its whole state in the address, rows as they are scrolled to, edits in the cell, the
// record beside it.
import { Button } from "@mantine/core";
import { IconFileImport, IconPlus, IconRefresh } from "@tabler/icons-react";
import Link from "next/link";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { NoAccess } from "@/modules/users/ui/no-access";
import { useCommands } from "@/ui/commands/command-provider";
import { ErrorState } from "@/ui/feedback/states";
import { latePart } from "@/ui/late/late-part";
import { PageHeader } from "@/ui/shell/page-header";
import { RecordTable } from "@/ui/table/record-table";
import { Amounts } from "./amounts";
import { summedFields } from "./group-query";
import { ListEmpty } from "./list-empty";
import { useListFooter } from "./list-footer";
import { isRefusedQuestion, ListProblem } from "./list-problem";
import { ListToolbar } from "./list-toolbar";
import { ListViews } from "./list-views";
import { rememberOrder } from "./neighbours";
import { mayImport, type RecordScreen, recordHref, resourceOf } from "./record-screen";
import classes from "./records.module.css";
import { useSaveField } from "./save-field";
import { useFields } from "./use-fields";
import { useGrouping } from "./use-grouping";
import { useGroups } from "./use-groups";
import { useListState } from "./use-list-state";
import { useAsked, useRecordList } from "./use-record-list";
import { useMay, useScope, useViewer } from "./viewer";

// Not needed to see a list: fetched when first opened.
const CreateRecord = latePart(() => import("./create-record").then((part) => part.CreateRecord));
const BulkActions = latePart(() => import("./bulk-actions").then((part) => part.BulkActions));
const RecordSlideOver = latePart(() => import("./record-slide-over").then((part) => part.RecordSlideOver));

const nothing: ReadonlySet<string> = new Set();

export function RecordListPage({ screen }: { screen: RecordScreen }) {
  const scope = useScope();
  const permission = `${resourceOf(screen)}:read`;
  if (!scope(permission)) return <NoAccess permission={permission} />;
  return <RecordList screen={screen} />;
}

function RecordList({ screen }: { screen: RecordScreen }) {
  const { noun } = screen;
  const scope = useScope();
  const may = useMay();
  const viewer = useViewer();
  const canCreate = scope(`${resourceOf(screen)}:write`) !== undefined;
  const canImport = mayImport(screen, scope);
  const area = useRef<HTMLDivElement>(null);
  const { fields, isLoading: areFieldsLoading, error: fieldsError, retry } = useFields(screen);
  const state = useListState(screen);
  const { query, change, openId, open } = state;
  const { relations, wantRelations, grouping, isKnown } = useGrouping(fields, query);
  const isReady = state.isReady && isKnown;
  const asked = useAsked(screen, query);
  const sums = useMemo(
    () => summedFields(fields, query.columns, query.calculations),
    [fields, query.columns, query.calculations],
  );
  const groups = useGroups(screen, { asked, grouping, sums, area, isEnabled: isReady });
  const flat = useRecordList(screen, asked, area, isReady && !grouping);
  const list = grouping ? groups : flat;
  const { rows } = list;
  const { sumsOf } = groups;
  const groupCell = useCallback(
    (id: string, field: FieldDescriptor) => <Amounts canAdd amounts={sumsOf(id, field.key)} />,
    [sumsOf],
  );
  const footer = useListFooter(screen, {
    asked,
    fields,
    columns: query.columns,
    calculations: query.calculations,
    onChange: useCallback((calculations: Record<string, string>) => change({ calculations }), [change]),
    isEnabled: isReady,
  });
  const { save, conflictDialog } = useSaveField(screen);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(nothing);
  // Everything that matches, loaded or not; ticking a row off ends it.
  const [isAllMatching, setIsAllMatching] = useState(false);
  const selection = useMemo(
    () => (isAllMatching ? new Set(rows.map((row) => row.id)) : chosen),
    [isAllMatching, rows, chosen],
  );
  const setSelection = useCallback((next: ReadonlySet<string>) => {
    setIsAllMatching(false);
    setChosen(next);
  }, []);
  const [isCreating, setIsCreating] = useState(false);

  const create = useCallback(() => setIsCreating(true), []);
  useCommands([
    ...(canCreate
      ? [
          {
            id: `new-${screen.name}`,
            label: `New ${noun.one}`,
            group: screen.label,
            icon: IconPlus,
            shortcut: "C",
            run: create,
          },
        ]
      : []),
    {
      id: "refresh-list",
      label: "Refresh this list",
      group: "List",
      icon: IconRefresh,
      run: () => void list.refresh(),
    },
  ]);

  useEffect(() => {
    if (rows.length > 0)
      rememberOrder(
        screen.plural,
        rows.map((row) => row.id),
      );
  }, [rows, screen.plural]);

  const { wantsNew, forgetNew } = state;
  useEffect(() => {
    if (!wantsNew) return;
    setIsCreating(true);
    forgetNew();
  }, [wantsNew, forgetNew]);

  const at = openId ? rows.findIndex((row) => row.id === openId) : -1;
  // From what is open now, not from what was drawn: two quick presses are two steps.
  const step = (by: 1 | -1) =>
    at >= 0 && rows[at + by]
      ? () => {
          const now = rows.findIndex(
            (row) => row.id === new URLSearchParams(window.location.search).get("record"),
          );
          const row = now >= 0 ? rows[now + by] : undefined;
          if (row) open(row.id);
        }
      : undefined;
  const close = useCallback(() => open(undefined), [open]);
  const selected = useMemo(() => rows.filter((row) => selection.has(row.id)), [rows, selection]);
  const layout = useMemo(
    () => ({ widths: query.widths, pinned: query.pinned }),
    [query.widths, query.pinned],
  );
  if (fieldsError) return <ErrorState error={fieldsError} onRetry={retry} />;
  return (
    <>
      <PageHeader
        title={noun.many[0]?.toUpperCase() + noun.many.slice(1)}
        count={countOf(list.total, list.totalIsExact)}
        tabs={screen.tabs?.(state.spelled, viewer.userId ?? "")}
        actions={
          <>
            {canImport ? (
              <Button
                component={Link}
                href={`/import?type=${screen.plural}`}
                variant="default"
                leftSection={<IconFileImport size={15} />}
                className={classes.headerButton}
                aria-label={`Import ${noun.many}`}
              >
                Import
              </Button>
            ) : null}
            {canCreate ? (
              <Button leftSection={<IconPlus size={15} />} aria-keyshortcuts="C" onClick={create}>
                New {noun.one}
              </Button>
            ) : null}
          </>
        }
      />
      <ListViews screen={screen} state={state} fields={fields} />
      <ListToolbar
        screen={screen}
        fields={fields}
        relations={relations}
        onWantRelations={wantRelations}
        query={query}
        asked={asked}
        grouping={grouping}
        onAllGroupsOpen={groups.setAllOpen}
        onChange={(changes) => {
          if ("search" in changes || "filter" in changes) setSelection(nothing);
          change(changes);
        }}
      />
      <div className={classes.split}>
        <div className={classes.list} ref={area}>
          {list.isOutdated ? (
            <Button
              size="compact-sm"
              radius="xl"
              className={classes.outdated}
              leftSection={<IconRefresh size={14} />}
              onClick={() => void list.refresh()}
            >
              This list has changed
            </Button>
          ) : null}
          <RecordTable
            noun={noun}
            fields={fields}
            rows={rows}
            questionKey={JSON.stringify([asked, query.groupBy])}
            total={list.total}
            totalIsExact={list.totalIsExact}
            isLoading={list.isLoading || areFieldsLoading || !isReady}
            error={list.error}
            problem={
              isRefusedQuestion(list.error) ? (
                <ListProblem
                  screen={screen}
                  error={list.error}
                  onShowAll={() =>
                    change({ search: undefined, filter: undefined, sort: [], groupBy: undefined })
                  }
                />
              ) : undefined
            }
            onRetry={() => void list.refresh()}
            hasNextPage={list.hasNextPage}
            isFetchingNextPage={list.isFetchingNextPage}
            fetchNextPage={list.fetchNextPage}
            columns={query.columns}
            onColumnsChange={(columns) => change({ columns })}
            layout={layout}
            onLayoutChange={change}
            sort={query.sort}
            onSortChange={(sort) => change({ sort })}
            selection={selection}
            onSelectionChange={setSelection}
            openId={openId}
            onOpen={(row) => open(row.id)}
            hrefOf={(row) => recordHref(screen, row.id)}
            onEditCell={(row, field, value, base) => save(row, field, value, base)}
            canEditCell={(row) => may(`${resourceOf(screen)}:write`, row)}
            changedIds={list.changedIds}
            cardFields={screen.cardFields}
            footer={footer}
            groups={grouping ? groups.groups : undefined}
            onToggleGroup={groups.toggle}
            onMoreOfGroup={groups.more}
            groupCell={groupCell}
            empty={
              <ListEmpty
                screen={screen}
                isFiltered={Boolean(query.search || query.filter)}
                canCreate={canCreate}
                canImport={canImport}
                onShowAll={() => change({ search: undefined, filter: undefined })}
                onCreate={create}
              />
            }
          />
          {selected.length > 0 ? (
            <BulkActions
              screen={screen}
              fields={fields}
              rows={selected}
              asked={asked}
              total={list.total}
              totalIsExact={list.totalIsExact}
              isAllMatching={isAllMatching}
              onSelectAllMatching={() => setIsAllMatching(true)}
              onClear={() => setSelection(nothing)}
            />
          ) : null}
        </div>
        {openId ? (
          <RecordSlideOver
            screen={screen}
            id={openId}
            onClose={close}
            onPrevious={step(-1)}
            onNext={step(1)}
          />
        ) : null}
      </div>
      {isCreating ? (
        <CreateRecord
          screen={screen}
          isOpen
          onClose={() => setIsCreating(false)}
          onCreated={(record) => open(record.id)}
        />
      ) : null}
      {conflictDialog}
    </>
  );
}

function countOf(total: number | undefined, isExact: boolean | undefined): string | undefined {
  if (total === undefined) return undefined;
  return `${new Intl.NumberFormat("en").format(total)}${isExact === false ? "+" : ""}`;
}
