"use client";
/** Who else is looking at this record now. */
import { Tooltip } from "@mantine/core";
import { PersonAvatar } from "../fields/person";
import unseen from "../theme/spoken.module.css";
import classes from "./record.module.css";

export interface PresentPerson {
  id: string;
  name: string;
  avatarUrl?: string;
  /** The label of the field that this person is editing. */
  editing?: string;
}

export function PresenceAvatars({ people, limit = 4 }: { people: PresentPerson[]; limit?: number }) {
  if (people.length === 0) return null;
  const shown = people.slice(0, limit);
  const more = people.length - shown.length;
  return (
    <ul className={classes.presence} aria-label="Also looking at this record">
      {shown.map((person) => {
        const text = person.editing
          ? `${person.name} is editing ${person.editing}`
          : `${person.name} is here`;
        return (
          <Tooltip key={person.id} label={text}>
            <li className={classes.present} data-editing={person.editing ? true : undefined}>
              <span className={unseen.spoken}>{text}</span>
              <PersonAvatar name={person.name} avatarUrl={person.avatarUrl} size={26} />
            </li>
          </Tooltip>
        );
      })}
      {more > 0 ? <li className={classes.presentMore}>+{more}</li> : null}
    </ul>
  );
}
