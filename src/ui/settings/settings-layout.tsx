"use client";
/** Settings: sections at the left, one page at the right; on a phone the sections are a line that scrolls. */
import { Title } from "@mantine/core";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { isCurrent } from "../shell/navigation";
import classes from "./settings.module.css";

export interface SettingsSection {
  title: string;
  items: { label: string; href: string }[];
}

export function SettingsLayout({ sections, children }: { sections: SettingsSection[]; children: ReactNode }) {
  const pathname = usePathname();
  const navigation = useRef<HTMLElement>(null);
  // On a phone the line is longer than the screen: where one is must be in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link to be seen is another one for every path
  useEffect(() => {
    const line = navigation.current;
    const link = line?.querySelector<HTMLElement>('[aria-current="page"]');
    if (line && link) line.scrollLeft = link.offsetLeft - (line.clientWidth - link.offsetWidth) / 2;
  }, [pathname]);
  return (
    <div className={classes.layout}>
      <nav ref={navigation} className={classes.navigation} aria-label="Settings">
        {sections.map((section) => (
          <div key={section.title} className={classes.section}>
            <h2 className={classes.sectionTitle}>{section.title}</h2>
            <ul className={classes.list}>
              {section.items.map((item) => (
                <li key={item.href}>
                  <Link
                    href={item.href}
                    className={classes.link}
                    aria-current={isCurrent(item.href, pathname) ? "page" : undefined}
                  >
                    {item.label}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className={classes.content}>{children}</div>
    </div>
  );
}

export interface SettingsPageProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function SettingsPage({ title, description, actions, children }: SettingsPageProps) {
  return (
    <>
      <header className={classes.header}>
        <div>
          <Title order={1}>{title}</Title>
          {description ? <p className={classes.description}>{description}</p> : null}
        </div>
        <div className={classes.actions}>{actions}</div>
      </header>
      {children}
    </>
  );
}
