"use client";
/** On a phone: four places, search and everything else, within reach of the thumb. */
import { UnstyledButton } from "@mantine/core";
import { IconDots, IconSearch } from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { useCommandMenu } from "../commands/command-provider";
import { useBottomEdge } from "../feedback/bottom-edge";
import { latePart } from "../late/late-part";
import unseen from "../theme/spoken.module.css";
import type { AppShellProps } from "./app-shell";
import { isCurrent } from "./navigation";
import classes from "./shell.module.css";

const MorePlaces = latePart(() => import("./more-places").then((part) => part.MorePlaces));

export function BottomNavigation(props: AppShellProps & { pathname: string }) {
  const { navigation, pathname } = props;
  const [isMore, setIsMore] = useState(false);
  const menu = useCommandMenu();
  const edge = useBottomEdge<HTMLElement>();
  const marked = navigation.filter((item) => item.isPrimary);
  const primary = (marked.length > 0 ? marked : navigation).slice(0, 3);
  return (
    <>
      <nav ref={edge} className={classes.bottomBar} aria-label="Places">
        {primary.map((item) => {
          const Icon = item.icon;
          return (
            <Link
              key={item.id}
              href={item.href}
              className={classes.tab}
              aria-current={isCurrent(item.href, pathname) ? "page" : undefined}
            >
              <span className={classes.tabIcon} aria-hidden>
                <Icon size={22} stroke={1.6} />
                {item.badge ? <span className={classes.tabBadge} /> : null}
              </span>
              {item.label}
              {item.badge ? (
                <span className={unseen.spoken}>
                  , {item.badge} {item.badgeLabel ?? "new"}
                </span>
              ) : null}
            </Link>
          );
        })}
        <UnstyledButton className={classes.tab} onClick={menu.open}>
          <IconSearch size={22} stroke={1.6} aria-hidden />
          Search
        </UnstyledButton>
        <UnstyledButton className={classes.tab} onClick={() => setIsMore(true)} aria-haspopup="dialog">
          <IconDots size={22} stroke={1.6} aria-hidden />
          More
        </UnstyledButton>
      </nav>
      {isMore ? <MorePlaces {...props} onClose={() => setIsMore(false)} /> : null}
    </>
  );
}
