/** The look of the product: one petrol accent, cool neutral greys, hairlines instead of shadows, a 4 px grid. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";
import type { SyntheticEvent } from "react";
import { hueVariables } from "./hues";

const petrol: MantineColorsTuple = [
  "#ebf6f9",
  "#d3eaf1",
  "#a7d4e1",
  "#78bdd0",
  "#52a8c0",
  "#3093ae",
  "#147b98",
  "#0b6580",
  "#08536a",
  "#063e50",
];

const gray: MantineColorsTuple = [
  "#f7f8f9",
  "#f0f2f4",
  "#e5e8eb",
  "#d6dade",
  "#b9bfc6",
  "#8d959e",
  "#5d6670",
  "#444b54",
  "#2b3138",
  "#1a1e23",
];

const dark: MantineColorsTuple = [
  "#e7e9ec",
  "#c6cad0",
  "#a0a7b0",
  "#8b929c",
  "#343a42",
  "#292e35",
  "#1d2126",
  "#15181c",
  "#101316",
  "#0b0d0f",
];

const systemFont =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji"';

function selectText({ currentTarget }: SyntheticEvent<HTMLInputElement>): void {
  if (!currentTarget.readOnly) currentTarget.select();
}

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, gray, dark },
  black: "#1a1e23",
  fontFamily: systemFont,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", "Roboto Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  lineHeights: { xs: "1.35", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.5" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
  defaultRadius: "sm",
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.35" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.4" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
      h4: { fontSize: "0.875rem", lineHeight: "1.45" },
    },
  },
  shadows: {
    xs: "none",
    sm: "none",
    md: "0 4px 16px rgb(10 20 30 / 10%)",
    lg: "0 8px 28px rgb(10 20 30 / 14%)",
    xl: "0 16px 48px rgb(10 20 30 / 18%)",
  },
  focusRing: "auto",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Input: { defaultProps: { size: "sm" } },
    Button: { defaultProps: { size: "xs", fw: 550 } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: "md" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    // What is typed takes the place of what was chosen, and is not written behind it; Enter takes the first that fits.
    Select: {
      defaultProps: { onFocus: selectText, onClick: selectText, selectFirstOptionOnChange: true },
    },
    MultiSelect: { defaultProps: { selectFirstOptionOnChange: true } },
    Badge: { defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 500 } },
    Tooltip: {
      defaultProps: { openDelay: 350, withArrow: false, events: { hover: true, focus: true, touch: false } },
    },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Menu: {
      defaultProps: {
        withInitialFocusPlaceholder: false,
        shadow: "md",
        radius: "md",
        transitionProps: { duration: 90 },
      },
    },
    Popover: {
      defaultProps: { shadow: "md", radius: "md", transitionProps: { duration: 90 } },
    },
    Modal: {
      defaultProps: {
        radius: "lg",
        shadow: "xl",
        // Closed at once: a key pressed right after Escape is already the page's.
        transitionProps: { duration: 120, exitDuration: 0 },
        closeButtonProps: { "aria-label": "Close" },
        styles: { title: { lineHeight: 1.3 } },
      },
    },
    Skeleton: { defaultProps: { radius: "xs" } },
  },
});

/** Our own names for surfaces and lines, so that CSS modules never name a shade. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...hueVariables("light"),
    "--mantine-color-petrol-light": "#e6f3f7",
    "--mantine-color-petrol-light-hover": "#d8ecf2",
    "--mantine-color-petrol-light-color": "#0b6580",
    "--mantine-color-gray-light-color": "#444b54",
    "--mantine-color-yellow-light-color": "#754600",
    "--mantine-color-red-filled": "#b3261e",
    "--mantine-color-red-filled-hover": "#9c1f18",
    "--mantine-color-teal-filled": "#1a7f50",
    "--mantine-color-teal-filled-hover": "#166c44",
    "--mantine-color-red-light": "#fdecea",
    "--mantine-color-red-light-hover": "#fbdedb",
    "--mantine-color-red-light-color": "#a3221b",
    "--mantine-color-teal-light": "#e2f3e8",
    "--mantine-color-teal-light-hover": "#d3ecdc",
    "--mantine-color-teal-light-color": "#0f6145",
    "--m-page": "#ffffff",
    "--m-chrome": "#f7f8f9",
    "--m-raised": "#ffffff",
    "--m-line": "#e5e8eb",
    "--m-line-strong": "#d0d5da",
    "--m-text": "#1a1e23",
    "--m-dim": "#5d6670",
    "--m-hover": "#f2f4f6",
    "--m-active": "#e9edf0",
    "--m-selected": "#e6f3f7",
    "--m-changed": "#fff6da",
    "--m-accent": "#0b6580",
    "--m-accent-strong": "#0b6580",
    "--m-danger": "#b3261e",
    "--m-success": "#1a7043",
    "--m-warning": "#8a5300",
    "--m-before": "#fdecea",
    "--m-after": "#e8f5ec",
    "--mantine-color-dimmed": "#5d6670",
    "--mantine-color-error": "#b3261e",
    "--mantine-color-placeholder": "#6b747e",
    "--mantine-color-default-border": "#d6dade",
  },
  dark: {
    ...hueVariables("dark"),
    "--mantine-color-petrol-light": "#12303a",
    "--mantine-color-petrol-light-hover": "#183e4b",
    "--mantine-color-petrol-light-color": "#8fd3e6",
    "--mantine-color-gray-light-color": "#c6cad0",
    "--mantine-color-yellow-light": "#3a3213",
    "--mantine-color-yellow-light-hover": "#48401b",
    "--mantine-color-yellow-light-color": "#f0c06b",
    "--mantine-color-red-filled": "#c0392f",
    "--mantine-color-red-filled-hover": "#ab3128",
    "--mantine-color-teal-filled": "#1a7f50",
    "--mantine-color-teal-filled-hover": "#166c44",
    "--mantine-color-red-light": "#3b1f1f",
    "--mantine-color-red-light-hover": "#4a2727",
    "--mantine-color-red-light-color": "#ff9a92",
    "--mantine-color-teal-light": "#17331f",
    "--mantine-color-teal-light-hover": "#1d4127",
    "--mantine-color-teal-light-color": "#7fd3a1",
    "--m-page": "#15181c",
    "--m-chrome": "#101316",
    "--m-raised": "#1d2126",
    "--m-line": "#292e35",
    "--m-line-strong": "#3b424b",
    "--m-text": "#e7e9ec",
    "--m-dim": "#a0a7b0",
    "--m-hover": "#1d2126",
    "--m-active": "#262b31",
    "--m-selected": "#12303a",
    "--m-changed": "#3a3213",
    "--m-accent": "#6cc1d8",
    "--m-accent-strong": "#147b98",
    "--m-danger": "#ff9a92",
    "--m-success": "#7fd3a1",
    "--m-warning": "#f0c06b",
    "--m-before": "#3b1f1f",
    "--m-after": "#17331f",
    "--mantine-color-dimmed": "#a0a7b0",
    "--mantine-color-error": "#ff9a92",
    "--mantine-color-placeholder": "#8b929c",
    "--mantine-color-anchor": "#6cc1d8",
  },
});
