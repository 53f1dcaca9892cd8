"use client";
// The board: the deals of a pipeline stage by stage, moved by mouse, touch or keyboard.
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { usePipelines } from "@/modules/pipelines/ui/use-pipelines";
import { builtInViews, ownView } from "@/modules/records/ui/built-in-views";
import { ListEmpty } from "@/modules/records/ui/list-empty";
import { useListQuery } from "@/modules/records/ui/list-query";
import { mayImport } from "@/modules/records/ui/record-screen";
import { useFields } from "@/modules/records/ui/use-fields";
import { useRelations } from "@/modules/records/ui/use-relations";
import { useScope } from "@/modules/records/ui/viewer";
import { NoAccess } from "@/modules/users/ui/no-access";
import { useLiveRefresh } from "@/surfaces/rpc/use-live-refresh";
import { useCommands } from "@/ui/commands/command-provider";
import { ErrorState } from "@/ui/feedback/states";
import { FilterBar } from "@/ui/filter/filter-bar";
import { SortMenu } from "@/ui/filter/sort-menu";
import { ViewTabs } from "@/ui/filter/view-tabs";
import { latePart } from "@/ui/late/late-part";
import { PageHeader } from "@/ui/shell/page-header";
import classes from "./board.module.css";
import { boardsKey, useBoard } from "./board-data";
import { BoardView } from "./board-view";
import { dealScreen, dealTabs } from "./deal-screen";
import { SumText } from "./sum-text";

const PipelineSelect = latePart(() => import("./pipeline-select").then((part) => part.PipelineSelect));
const CreateRecord = latePart(() =>
  import("@/modules/records/ui/create-record").then((part) => part.CreateRecord),
);
const RecordSlideOver = latePart(() =>
  import("@/modules/records/ui/record-slide-over").then((part) => part.RecordSlideOver),
);

export function BoardPage() {
  const scope = useScope();
  if (!scope("deals:read")) return <NoAccess permission="deals:read" />;
  return <Board />;
}

function Board() {
  const scope = useScope();
  const queryClient = useQueryClient();
  const canCreate = scope("deals:write") !== undefined;
  const state = useListQuery(dealScreen);
  const { query, change, openId, open, params, wantsNew, forgetNew, isOwn, showView } = state;
  const pipelines = usePipelines().filter((pipeline) => !pipeline.archivedAt);
  const pipelineId = params.get("pipeline") ?? undefined;
  const board = useBoard(pipelineId, query);
  const { fields } = useFields(dealScreen);
  const relations = useRelations(fields);
  const [isCreating, setIsCreating] = useState(false);
  const isBusy = useRef(false);

  useCommands(
    canCreate
      ? [
          {
            id: "new-deal",
            label: "New deal",
            group: "Deal",
            icon: IconPlus,
            shortcut: "C",
            run: () => setIsCreating(true),
          },
        ]
      : [],
  );
  // The form begins with the pipeline that is shown.
  const isKnown = board.data !== undefined || board.error !== null;
  useEffect(() => {
    if (!wantsNew || !isKnown) return;
    setIsCreating(true);
    forgetNew();
  }, [wantsNew, isKnown, forgetNew]);

  // Someone else's changes: not while a card is in the hand.
  useLiveRefresh({
    queryKey: boardsKey,
    concerns: ({ recordType }) => ["deal", "task", "event", "pipeline"].includes(recordType),
    isBusy: () => isBusy.current,
  });

  const setBusy = useCallback((busy: boolean) => {
    isBusy.current = busy;
  }, []);
  const close = useCallback(() => open(undefined), [open]);
  const choosePipeline = (id: string | null) => {
    const next = new URLSearchParams(window.location.search);
    if (id) next.set("pipeline", id);
    window.history.replaceState(null, "", `/deals?${next}`);
  };
  const cards = board.data?.columns.flatMap((column) => column.cards) ?? [];
  const at = openId ? cards.findIndex((card) => card.id === openId) : -1;
  const step = (to: number) => {
    const card = at >= 0 ? cards[to] : undefined;
    return card ? () => open(card.id) : undefined;
  };
  const total = board.data?.columns.reduce((sum, column) => sum + column.sum.count, 0);
  const isFiltered = Boolean(query.search || query.filter);

  return (
    <>
      <PageHeader
        title="Deals"
        count={total === undefined ? undefined : new Intl.NumberFormat("en").format(total)}
        tabs={dealTabs(params)}
        actions={
          <>
            <span className={classes.headSum}>
              {board.data ? <SumText sum={board.data.sum} label="Open" /> : null}
            </span>
            {pipelines.length > 1 ? (
              <PipelineSelect
                pipelines={pipelines}
                value={board.data?.pipeline.id ?? pipelineId ?? null}
                onChange={choosePipeline}
              />
            ) : null}
            {canCreate ? (
              <Button
                leftSection={<IconPlus size={15} />}
                aria-keyshortcuts="C"
                onClick={() => setIsCreating(true)}
              >
                New deal
              </Button>
            ) : null}
          </>
        }
      />
      <ViewTabs
        builtIn={builtInViews(dealScreen)}
        currentId={isOwn ? ownView : undefined}
        isDirty={state.isChanged}
        onSelect={(id) => showView(undefined, id === ownView)}
        onReset={() => showView(undefined, isOwn)}
      />
      <FilterBar
        fields={fields}
        relations={relations}
        search={query.search}
        filter={query.filter}
        searchPlaceholder="Search deals"
        onSearchChange={(search) => change({ search })}
        onFilterChange={(filter) => change({ filter })}
      >
        <SortMenu fields={fields} sort={query.sort ?? []} onChange={(sort) => change({ sort })} />
      </FilterBar>
      <div className={classes.split}>
        {board.error ? (
          <div className={classes.emptyArea}>
            <ErrorState error={board.error} onRetry={() => void board.refetch()} />
          </div>
        ) : total === 0 ? (
          <div className={classes.emptyArea}>
            <ListEmpty
              screen={dealScreen}
              isFiltered={isFiltered}
              canCreate={canCreate}
              canImport={mayImport(dealScreen, scope)}
              onShowAll={() => change({ search: undefined, filter: undefined })}
              onCreate={() => setIsCreating(true)}
            />
          </div>
        ) : (
          <BoardView board={board.data} asked={board.asked} openId={openId} onOpen={open} onBusy={setBusy} />
        )}
        {openId ? (
          <RecordSlideOver
            screen={dealScreen}
            id={openId}
            onClose={close}
            onPrevious={step(at - 1)}
            onNext={step(at + 1)}
          />
        ) : null}
      </div>
      {isCreating ? (
        <CreateRecord
          screen={dealScreen}
          isOpen
          initial={board.data ? { pipelineId: board.data.pipeline.id } : undefined}
          onClose={() => setIsCreating(false)}
          onCreated={(deal) => {
            void queryClient.invalidateQueries({ queryKey: boardsKey });
            open(deal.id);
          }}
        />
      ) : null}
    </>
  );
}
