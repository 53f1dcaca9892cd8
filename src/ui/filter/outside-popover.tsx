"use client";
/** A popover that may hold selects and calendars: a click in their lists is not a click outside. A sheet on a phone. */
import { Popover } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import dynamic from "next/dynamic";
import { cloneElement, type ReactElement, type ReactNode, useEffect } from "react";
import classes from "./filter.module.css";

// A phone's only.
const FormSheet = dynamic(() => import("../form/form-sheet").then((part) => part.FormSheet), { ssr: false });

interface OutsidePopoverProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  width: number;
  target: ReactElement<{ "data-popover-target"?: boolean }>;
  position?: "bottom-start" | "bottom-end";
  children: ReactNode;
}

export function OutsidePopover(props: OutsidePopoverProps) {
  const { isOpen, onClose, title, width, target, position = "bottom-start", children } = props;
  const isPhone = useMediaQuery("(max-width: 48em)");

  useEffect(() => {
    if (!isOpen || isPhone) return;
    function onPointerDown(event: PointerEvent) {
      const to = event.target;
      if (to instanceof Element && !to.closest("[data-portal], [data-popover-target]")) onClose();
    }
    document.addEventListener("pointerdown", onPointerDown);
    return () => document.removeEventListener("pointerdown", onPointerDown);
  }, [isOpen, isPhone, onClose]);

  if (isPhone) {
    return (
      <>
        {target}
        {isOpen ? (
          <FormSheet isOpen onClose={onClose} title={title}>
            <div className={classes.sheetContent}>{children}</div>
          </FormSheet>
        ) : null}
      </>
    );
  }
  return (
    <Popover
      opened={isOpen}
      onChange={(next) => !next && onClose()}
      closeOnClickOutside={false}
      width={width}
      position={position}
      trapFocus
      returnFocus
    >
      <Popover.Target>{cloneElement(target, { "data-popover-target": true })}</Popover.Target>
      <Popover.Dropdown aria-label={title}>{children}</Popover.Dropdown>
    </Popover>
  );
}
