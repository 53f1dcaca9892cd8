"use client";
/** A few words beside what the pointer or the focus rests on: for icons that have a name of their own already. */
import { cloneElement, type ReactElement, type ReactNode, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import classes from "./hint.module.css";

const gap = 6;

interface HintProps {
  label: ReactNode;
  position?: "right" | "top" | "bottom";
  disabled?: boolean;
  openDelay?: number;
  children: ReactElement<HintTarget>;
}

type HintTarget = {
  onPointerEnter?: (event: React.PointerEvent<HTMLElement>) => void;
  onPointerLeave?: () => void;
  onPointerDown?: () => void;
  onFocus?: (event: React.FocusEvent<HTMLElement>) => void;
  onBlur?: () => void;
};

export function Hint({ label, position = "top", disabled, openDelay = 350, children }: HintProps) {
  const [at, setAt] = useState<DOMRect>();
  const timer = useRef<number>(undefined);
  const hide = () => {
    window.clearTimeout(timer.current);
    setAt(undefined);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const show = (element: HTMLElement) => {
    if (disabled) return;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setAt(element.getBoundingClientRect()), openDelay);
  };
  const style =
    at &&
    (position === "right"
      ? { left: at.right + gap, top: at.top + at.height / 2, transform: "translateY(-50%)" }
      : {
          left: at.left + at.width / 2,
          top: position === "top" ? at.top - gap : at.bottom + gap,
          transform: `translate(-50%, ${position === "top" ? "-100%" : "0"})`,
        });
  return (
    <>
      {cloneElement(children, {
        // A finger has nothing to rest with.
        onPointerEnter: (event) => event.pointerType !== "touch" && show(event.currentTarget),
        onPointerLeave: hide,
        onPointerDown: hide,
        onFocus: (event) => event.currentTarget.matches(":focus-visible") && show(event.currentTarget),
        onBlur: hide,
      })}
      {at && !disabled
        ? createPortal(
            <div role="tooltip" className={classes.hint} style={style}>
              {label}
            </div>,
            document.body,
          )
        : null}
    </>
  );
}
