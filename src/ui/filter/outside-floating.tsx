"use client";
/** The popover itself, in a chunk of its own. */
import { Popover } from "@mantine/core";
import {
  cloneElement,
  type ReactElement,
  type ReactNode,
  type Ref,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

interface OutsideFloatingProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  width: number;
  position: "bottom-start" | "bottom-end";
  target: ReactElement;
  children: ReactNode;
}

export function OutsideFloating({ isOpen, onClose, title, width, position, ...parts }: OutsideFloatingProps) {
  const [isPlaced, setIsPlaced] = useState(false);
  const button = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // The button is another one than before the code had come: the focus goes back to it when the popover closes.
    button.current?.focus();
    setIsPlaced(true);
  }, []);
  return (
    <Popover
      opened={isOpen && isPlaced}
      onChange={(next) => !next && onClose()}
      closeOnClickOutside={false}
      width={width}
      position={position}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        {cloneElement(parts.target as ReactElement<{ ref?: Ref<HTMLElement> }>, { ref: button })}
      </Popover.Target>
      <Popover.Dropdown aria-label={title}>{parts.children}</Popover.Dropdown>
    </Popover>
  );
}
