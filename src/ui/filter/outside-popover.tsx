"use client";
/**
 * A popover that may hold selects and calendars: a click in their lists is not a click outside. A sheet on a phone. Its
 * code and what is inside come when it is first opened, or the pointer or the focus comes near.
 */
import { useMediaQuery } from "@mantine/hooks";
import { type ComponentType, cloneElement, type ReactElement, useEffect } from "react";
import { fetchAhead, type Late, late, useLate } from "../late/use-late";
import classes from "./filter.module.css";

const floating = late(() => import("./outside-floating").then((part) => part.OutsideFloating));
// A phone's only.
const sheet = late(() => import("../form/form-sheet").then((part) => part.FormSheet));

type Target = ReactElement<{
  "data-popover-target"?: boolean;
  onPointerEnter?: () => void;
  onFocus?: () => void;
}>;

interface OutsidePopoverProps<Given extends object> {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  width: number;
  target: Target;
  position?: "bottom-start" | "bottom-end";
  content: Late<ComponentType<Given>>;
  /** The properties of the content. */
  given: Given;
}

export function OutsidePopover<Given extends object>(props: OutsidePopoverProps<Given>) {
  const { isOpen, onClose, title, width, position = "bottom-start", content, given } = props;
  const isPhone = useMediaQuery("(max-width: 48em)");
  const Floating = useLate(floating, isOpen && !isPhone);
  const Sheet = useLate(sheet, isOpen && isPhone);
  const Content = useLate(content, isOpen);

  useEffect(() => {
    if (!isOpen || isPhone) return;
    function onPointerDown(event: PointerEvent) {
      const to = event.target;
      if (to instanceof Element && !to.closest("[data-portal], [data-popover-target]")) onClose();
    }
    // The focus may still be on its way into the popover, which hears only what is typed inside.
    function onKeyDown(event: KeyboardEvent) {
      const from = event.target;
      if (event.key !== "Escape" || event.defaultPrevented || !(from instanceof Element)) return;
      if (from === document.body || from.closest("[data-popover-target]")) onClose();
    }
    document.addEventListener("pointerdown", onPointerDown);
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("pointerdown", onPointerDown);
      document.removeEventListener("keydown", onKeyDown);
    };
  }, [isOpen, isPhone, onClose]);

  const near = () => {
    fetchAhead(isPhone ? sheet : floating);
    fetchAhead(content);
  };
  const target = cloneElement(props.target, {
    "data-popover-target": true,
    onPointerEnter: near,
    onFocus: near,
  });
  if (isPhone || !Floating) {
    return (
      <>
        {target}
        {isOpen && Sheet && Content ? (
          <Sheet isOpen onClose={onClose} title={title}>
            <div className={classes.sheetContent}>
              <Content {...given} />
            </div>
          </Sheet>
        ) : null}
      </>
    );
  }
  return (
    <Floating
      isOpen={isOpen && Content !== undefined}
      onClose={onClose}
      title={title}
      width={width}
      position={position}
      target={target}
    >
      {Content ? <Content {...given} /> : null}
    </Floating>
  );
}
