"use client";
/** The list on a phone: one card for each record, the whole card opens it. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { FieldValue } from "../fields/field-value";
import { formatValue } from "../fields/format";
import { useLocale } from "../fields/locale";
import { isEmptyValue, type RecordLike, readValue } from "../fields/read-value";
import unseen from "../theme/spoken.module.css";
import { extentOf, headingsOf, useDrawnRange, useGroupActions } from "./group-headings";
import { GroupCard, MoreCard } from "./group-row";
import { LoadMoreNotice } from "./load-more-notice";
import classes from "./table.module.css";
import { tableEntries } from "./table-groups";
import { describeTotal, type RecordTableProps } from "./table-props";
import { useGroupsInSight } from "./use-groups-in-sight";

const cardHeight = 84;

export function RecordCards<R extends RecordLike>(props: RecordTableProps<R>) {
  const { rows, fields, columns, noun, selection, onSelectionChange, hasNextPage, isFetchingNextPage } =
    props;
  const { tag: locale } = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const [titleKey, ...others] = columns;
  const title = titleKey ? byKey.get(titleKey) : undefined;
  const details = (props.cardFields ?? others.slice(0, 3)).flatMap((key) => byKey.get(key) ?? []);

  const { entries } = useMemo(() => tableEntries(rows, props.groups, cardHeight), [rows, props.groups]);
  const headings = useMemo(() => headingsOf(entries), [entries]);
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.kind === "row" ? cardHeight : 44),
    overscan: 8,
    getItemKey: (index) => entries[index]?.key ?? index,
    rangeExtractor: useDrawnRange(headings, undefined),
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { fetchNextPage, error } = props;

  useEffect(() => {
    if (props.groups) return;
    if (hasNextPage && !isFetchingNextPage && !error && last >= rows.length - 15) fetchNextPage?.();
  }, [props.groups, hasNextPage, isFetchingNextPage, error, last, rows.length, fetchNextPage]);

  const { onToggleGroup, onMoreOfGroup, groupCell } = props;
  useGroupsInSight(items, entries, onMoreOfGroup);
  const groupActions = useGroupActions(scroller, onToggleGroup, onMoreOfGroup);
  const summed = fields.filter((field) => columns.includes(field.key));

  function toggle(id: string) {
    const next = new Set(selection);
    if (!next.delete(id)) next.add(id);
    onSelectionChange?.(next);
  }

  return (
    <div ref={scroller} className={classes.scroller}>
      <ul className={classes.cards} style={{ height: virtualizer.getTotalSize() }} aria-label={noun.many}>
        {items.map((item) => {
          const entry = entries[item.index];
          if (!entry || !title) return null;
          if (entry.kind === "group")
            return (
              <li
                key={entry.key}
                className={classes.groupTrack}
                style={{ top: item.start, height: extentOf(virtualizer, headings, item) }}
              >
                <div ref={virtualizer.measureElement} data-index={item.index} className={classes.groupCard}>
                  <GroupCard
                    group={entry.group}
                    start={item.start}
                    actions={groupActions}
                    sums={summed.map((field) => (
                      <span key={field.key}>{groupCell?.(entry.group.id, field)}</span>
                    ))}
                  />
                </div>
              </li>
            );
          if (entry.kind === "more")
            return (
              <li
                key={entry.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className={classes.card}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <MoreCard group={entry.group} actions={groupActions} />
              </li>
            );
          const { row } = entry;
          const name = formatValue(title, readValue(row, title.key), locale, row);
          return (
            <li
              key={entry.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className={classes.card}
              data-changed={props.changedIds?.has(row.id) || undefined}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <a
                href={props.hrefOf(row)}
                className={classes.cardLink}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.button !== 0) return;
                  event.preventDefault();
                  props.onOpen(row);
                }}
              >
                <span className={classes.cardTitle}>
                  {props.renderCell?.(row, title) ?? (
                    <FieldValue field={title} value={readValue(row, title.key)} record={row} isPlain />
                  )}
                </span>
                <span className={classes.cardDetails}>
                  {details.map((field) => {
                    const value = readValue(row, field.key);
                    return isEmptyValue(value) ? null : (
                      <span key={field.key} className={classes.cardDetail}>
                        <span className={unseen.spoken}>{field.label}: </span>
                        {props.renderCell?.(row, field) ?? (
                          <FieldValue field={field} value={value} record={row} isPlain />
                        )}
                      </span>
                    );
                  })}
                </span>
              </a>
              {onSelectionChange ? (
                <div className={classes.cardSelect}>
                  <input
                    type="checkbox"
                    className={classes.check}
                    aria-label={`Select ${name}`}
                    checked={selection?.has(row.id) ?? false}
                    onChange={() => toggle(row.id)}
                  />
                </div>
              ) : null}
            </li>
          );
        })}
      </ul>
      <LoadMoreNotice
        isFetching={isFetchingNextPage}
        error={props.error}
        onRetry={props.onRetry}
        end={hasNextPage ? undefined : describeTotal(props.total ?? rows.length, props.totalIsExact, noun)}
      />
    </div>
  );
}
