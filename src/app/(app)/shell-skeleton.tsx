// What stands in the shell's place for the moment until it is known who looks.
import { Skeleton } from "@mantine/core";
import unseen from "@/ui/theme/spoken.module.css";
import classes from "./shell-skeleton.module.css";

export function ShellSkeleton() {
  return (
    <div className={classes.shell} aria-busy="true">
      <span className={unseen.spoken} role="status">
        Loading
      </span>
      <div className={classes.sidebar} aria-hidden>
        <Skeleton height={22} width={140} mb={18} />
        <Skeleton height={28} mb={18} />
        {["a", "b", "c", "d"].map((line) => (
          <Skeleton key={line} height={14} width={120} mb={16} />
        ))}
      </div>
      <div className={classes.content} aria-hidden>
        <Skeleton height={20} width={160} mb={24} />
        {["a", "b", "c", "d", "e", "f", "g", "h"].map((line) => (
          <Skeleton key={line} height={14} mb={24} />
        ))}
      </div>
    </div>
  );
}
