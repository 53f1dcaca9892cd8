"use client";
/**
 * Mantine's menu, its code fetched when the pointer or the focus first comes near. Written like the original; the target
 * is a plain button until the menu is first opened.
 */
import type { Menu as MantineMenu, MenuProps } from "@mantine/core";
import {
  type ComponentProps,
  cloneElement,
  createContext,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { fetchAhead, late, useLate } from "./use-late";

const parts = late(() => import("./menu-parts"));

interface Waiting {
  isReal: boolean;
  want: () => void;
  target: Ref<HTMLElement>;
}
const MenuContext = createContext<Waiting | null>(null);

function useWaiting(): Waiting {
  const value = useContext(MenuContext);
  if (!value) throw new Error("This part belongs inside a Menu");
  return value;
}

const real = (): typeof MantineMenu => {
  if (!parts.current) throw new Error("The menu is drawn before its code has come");
  return parts.current.Menu;
};

function Root({ children, ...props }: MenuProps) {
  const [isWanted, setIsWanted] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const target = useRef<HTMLElement>(null);
  const isReal = useLate(parts, isWanted) !== undefined;
  useLayoutEffect(() => {
    if (!isReal) return;
    // The button is another one now: it has the focus that its forerunner had, and gets it back when the menu closes.
    target.current?.focus();
    setIsOpen(true);
  }, [isReal]);
  useEffect(() => {
    if (!isOpen) return;
    // The menu takes the focus a moment after it has opened: until then Escape is pressed on the button.
    const onKeyDown = ({ key, target: pressed }: KeyboardEvent) => {
      const isBefore = pressed === document.body || target.current?.contains(pressed as Node);
      if (key === "Escape" && isBefore) setIsOpen(false);
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, [isOpen]);
  const value = useMemo(() => ({ isReal, want: () => setIsWanted(true), target }), [isReal]);
  if (!isReal) return <MenuContext value={value}>{children}</MenuContext>;
  const { Menu: Real } = { Menu: real() };
  return (
    <MenuContext value={value}>
      <Real {...props} opened={isOpen} onChange={setIsOpen}>
        {children}
      </Real>
    </MenuContext>
  );
}

type TargetProps = {
  ref?: Ref<HTMLElement>;
  onClick?: (event: MouseEvent) => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
  "aria-haspopup"?: "menu";
  "aria-expanded"?: boolean;
};

function Target({ children }: { children: ReactNode }) {
  const { isReal, want, target } = useWaiting();
  const child = children as ReactElement<TargetProps>;
  if (isReal) {
    const { Target: RealTarget } = real();
    return <RealTarget>{cloneElement(child, { ref: target })}</RealTarget>;
  }
  const near = () => fetchAhead(parts);
  return cloneElement(child, {
    ref: target,
    onClick: (event) => {
      child.props.onClick?.(event);
      want();
    },
    onPointerEnter: near,
    onFocus: near,
    "aria-haspopup": "menu",
    "aria-expanded": false,
  });
}

function Dropdown(props: ComponentProps<typeof MantineMenu.Dropdown>) {
  const { isReal } = useWaiting();
  if (!isReal) return null;
  const { Dropdown: RealDropdown } = real();
  return <RealDropdown {...props} />;
}

/** The parts inside the dropdown are only drawn when the code is there. */
function inside<Name extends "Item" | "Label" | "Divider" | "RadioGroup" | "RadioItem">(name: Name) {
  const Inside = (props: Record<string, unknown>) => {
    const Part = real()[name] as (given: Record<string, unknown>) => ReactNode;
    return <Part {...props} />;
  };
  return Inside as unknown as (typeof MantineMenu)[Name];
}

export const Menu = Object.assign(Root, {
  Target,
  Dropdown,
  Item: inside("Item"),
  Label: inside("Label"),
  Divider: inside("Divider"),
  RadioGroup: inside("RadioGroup"),
  RadioItem: inside("RadioItem"),
});
