"use client";
// Lists read page after page by cursor. tRPC's own infinite queries add a `direction` to the input, which operations
// refuse as an unknown key.
import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";

interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
  total: number | null;
}

/**
 * `usePages(trpc.users.list.pathKey(), input, (cursor) => client.users.list.query({ ...input, cursor }))`: the rows
 * read so far and the way to more. The key lies under the operation's own, so that invalidating that refreshes it.
 */
export function usePages<Row>(
  operationKey: QueryKey,
  input: Record<string, unknown>,
  read: (cursor: string | undefined) => Promise<Page<Row>>,
) {
  const query = useInfiniteQuery({
    queryKey: [...operationKey, { type: "pages", input }],
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  });
  return {
    ...query,
    rows: query.data?.pages.flatMap((page) => page.items) ?? [],
    total: query.data?.pages[0]?.total ?? undefined,
  };
}
