/** A small coloured word: a tag or one value of a closed list. The colour never says anything alone. */
import { hueStyle } from "../theme/hues";
import classes from "./fields.module.css";

export function Tag({ label, color }: { label: string; color?: string }) {
  return (
    <span className={classes.tag} style={hueStyle(color)}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.ellipsis}>{label}</span>
    </span>
  );
}
