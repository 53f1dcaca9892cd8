/** Shortcuts as text ("C", "G C", "mod+K", "["): matching key events, showing them, and their ARIA form. */

export interface Stroke {
  key: string;
  mod: boolean;
  shift: boolean;
  alt: boolean;
}

export function parseShortcut(shortcut: string): Stroke[] {
  return shortcut.split(" ").map((part) => {
    // "mod++" is the plus key with the modifier.
    const pieces = part.endsWith("++") ? [...part.slice(0, -2).split("+"), "+"] : part.split("+");
    const key = pieces.at(-1) ?? "";
    const modifiers = pieces.slice(0, -1).map((piece) => piece.toLowerCase());
    return {
      key: key.toLowerCase(),
      mod: modifiers.includes("mod"),
      shift: modifiers.includes("shift"),
      alt: modifiers.includes("alt"),
    };
  });
}

export function matchesStroke(event: KeyboardEvent, stroke: Stroke): boolean {
  if ((event.metaKey || event.ctrlKey) !== stroke.mod || event.altKey !== stroke.alt) return false;
  if (event.key.toLowerCase() !== stroke.key) return false;
  // A sign such as "?" needs shift on some keyboards and not on others: only letters and named keys are strict.
  return /^[a-z]$|^.{2,}$/.test(stroke.key) ? event.shiftKey === stroke.shift : true;
}

export function isTypingTarget(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) {
    return !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
  }
  return target.matches("textarea, select, [role=textbox], [role=combobox], [role=searchbox]");
}

export function isApple(): boolean {
  return typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.platform);
}

const namesOnApple: Record<string, string> = { mod: "⌘", shift: "⇧", alt: "⌥" };
const namesElsewhere: Record<string, string> = { mod: "Ctrl", shift: "Shift", alt: "Alt" };

const namesOfKeys: Record<string, string> = { arrowup: "↑", arrowdown: "↓", arrowleft: "←", arrowright: "→" };

/** "mod+K" → ["⌘", "K"] or ["Ctrl", "K"]; "G C" → ["G", "C"]. */
export function shortcutKeys(shortcut: string, apple: boolean): string[] {
  const names = apple ? namesOnApple : namesElsewhere;
  return parseShortcut(shortcut).flatMap((stroke) => [
    ...(stroke.mod ? [names.mod ?? ""] : []),
    ...(stroke.alt ? [names.alt ?? ""] : []),
    ...(stroke.shift ? [names.shift ?? ""] : []),
    namesOfKeys[stroke.key] ??
      (stroke.key.length === 1
        ? stroke.key.toUpperCase()
        : stroke.key[0]?.toUpperCase() + stroke.key.slice(1)),
  ]);
}

/** The value of aria-keyshortcuts; sequences have no ARIA form, so they give nothing. */
export function ariaShortcut(shortcut: string | undefined): string | undefined {
  if (!shortcut) return undefined;
  const strokes = parseShortcut(shortcut);
  const [stroke] = strokes;
  if (strokes.length !== 1 || !stroke) return undefined;
  const key = stroke.key.length === 1 ? stroke.key.toUpperCase() : stroke.key;
  const rest = [stroke.alt ? "Alt" : "", stroke.shift ? "Shift" : "", key].filter(Boolean).join("+");
  return stroke.mod ? `Control+${rest} Meta+${rest}` : rest;
}
