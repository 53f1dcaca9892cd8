"use client";
/** A dialog on a desk, a full-height sheet on a phone. */
import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import classes from "./form.module.css";

export interface FormSheetProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  size?: number;
  children: ReactNode;
}

export function FormSheet({ isOpen, onClose, title, size = 620, children }: FormSheetProps) {
  const isPhone = useMediaQuery("(max-width: 48em)");
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={size}
      fullScreen={isPhone}
      yOffset="8vh"
      padding={0}
      transitionProps={{ transition: isPhone ? "slide-up" : "pop", duration: 120 }}
      classNames={{ content: classes.sheet, body: classes.sheetBody, header: classes.sheetHeader }}
      // A slip beside the dialog must not throw away what was typed.
      closeOnClickOutside={false}
    >
      {children}
    </Modal>
  );
}
