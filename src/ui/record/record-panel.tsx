"use client";
/** The record beside its list: it does not block the list, so J/K and clicks go on; a full sheet on a phone. */
import { ActionIcon, Modal, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowsDiagonal, IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import Link from "next/link";
import { type ReactNode, useEffect, useRef } from "react";
import { useCommands } from "../commands/command-provider";
import { wasInFront } from "../commands/in-front";
import { isTypingTarget } from "../commands/shortcut";
import classes from "./record.module.css";
import { RecordHeader, type RecordLayoutProps } from "./record-page";

export interface RecordPanelProps extends RecordLayoutProps {
  href: string;
  onClose: () => void;
  onPrevious?: () => void;
  onNext?: () => void;
}

export function RecordPanel(props: RecordPanelProps) {
  const isPhone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  return isPhone ? (
    <Modal.Root opened onClose={props.onClose} fullScreen padding={0}>
      <Modal.Content aria-label={props.title}>
        <PanelBody {...props} />
      </Modal.Content>
    </Modal.Root>
  ) : (
    <SidePanel {...props} />
  );
}

function SidePanel(props: RecordPanelProps) {
  const { onClose } = props;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== "Escape" || event.defaultPrevented || isTypingTarget(event.target)) return;
      if (!wasInFront(event)) onClose();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [onClose]);
  return (
    <section ref={panel} className={classes.panel} aria-label={`${props.kind}: ${props.title}`}>
      <PanelBody {...props} />
    </section>
  );
}

function PanelBody(props: RecordPanelProps) {
  const { href, onClose, onPrevious, onNext } = props;
  useCommands([
    {
      id: "record-previous",
      label: "Previous record",
      group: "Record",
      shortcut: "[",
      run: () => onPrevious?.(),
      isEnabled: () => onPrevious !== undefined,
    },
    {
      id: "record-next",
      label: "Next record",
      group: "Record",
      shortcut: "]",
      run: () => onNext?.(),
      isEnabled: () => onNext !== undefined,
    },
  ]);
  return (
    // A sheet takes the focus itself: on its first button it would look pressed, with a hint over the name.
    <div className={classes.panelBody} tabIndex={-1} data-autofocus>
      <div className={classes.panelBar}>
        <PanelButton label="Close" onClick={onClose} icon={<IconX size={16} />} />
        <PanelButton
          label="Previous record"
          shortcut="["
          onClick={onPrevious}
          icon={<IconChevronUp size={16} />}
        />
        <PanelButton label="Next record" shortcut="]" onClick={onNext} icon={<IconChevronDown size={16} />} />
        <Tooltip label="Open as a page">
          <ActionIcon component={Link} href={href} aria-label="Open as a page">
            <IconArrowsDiagonal size={16} />
          </ActionIcon>
        </Tooltip>
        <span className={classes.grow} />
        {props.presence}
        {props.actions}
      </div>
      <RecordHeader {...props} actions={undefined} presence={undefined} />
      {props.banner}
      <div className={classes.panelScroll}>
        {props.composer}
        {props.details}
        {props.aside}
        {props.children}
      </div>
    </div>
  );
}

function PanelButton(props: { label: string; icon: ReactNode; onClick?: () => void; shortcut?: string }) {
  const { label, icon, onClick, shortcut } = props;
  return (
    <Tooltip label={shortcut ? `${label} (${shortcut})` : label}>
      <ActionIcon aria-label={label} aria-keyshortcuts={shortcut} disabled={!onClick} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
