/** Grey rows in the shape of what is coming, so that nothing jumps when it comes. */
import { Skeleton } from "@mantine/core";
import unseen from "../theme/spoken.module.css";
import classes from "./table.module.css";

const lines = Array.from({ length: 14 }, (_, index) => index);

export function TableSkeleton({ columns, isPhone }: { columns: number; isPhone?: boolean }) {
  const cells = Array.from({ length: Math.min(columns, 7) }, (_, index) => index);
  return (
    <div aria-busy="true" className={classes.skeleton}>
      <span className={unseen.spoken}>Loading</span>
      {lines.map((line) =>
        isPhone ? (
          <div key={line} className={classes.card} aria-hidden>
            <Skeleton height={12} width="55%" />
            <Skeleton height={10} width="75%" mt={10} />
          </div>
        ) : (
          <div key={line} className={classes.skeletonRow} aria-hidden>
            {cells.map((cell) => (
              <Skeleton key={cell} height={10} width={`${40 + ((line * 7 + cell * 13) % 45)}%`} />
            ))}
          </div>
        ),
      )}
    </div>
  );
}
