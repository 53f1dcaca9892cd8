/** Hues for tags and avatars: an ink and a ground for each, at least 4.5:1 in both schemes. */
import type { CSSProperties } from "react";

const hues: Record<string, { light: [ink: string, ground: string]; dark: [ink: string, ground: string] }> = {
  gray: { light: ["#59626c", "#eef0f2"], dark: ["#a0a7b0", "#262b31"] },
  petrol: { light: ["#0b5b74", "#e1f0f5"], dark: ["#7ecbe0", "#14323c"] },
  violet: { light: ["#5a3fb0", "#eee9fa"], dark: ["#bdaaf5", "#2b2444"] },
  teal: { light: ["#11674a", "#e0f2ea"], dark: ["#7fd6b0", "#16352a"] },
  orange: { light: ["#8a4700", "#fbecd9"], dark: ["#f2bd7c", "#3d2b16"] },
  pink: { light: ["#a3224f", "#fbe6ed"], dark: ["#f5a3bd", "#40202c"] },
  indigo: { light: ["#3446a5", "#e6eafa"], dark: ["#a9b8fa", "#222b4c"] },
  lime: { light: ["#4a6412", "#ecf3da"], dark: ["#bfdc85", "#2b3615"] },
  grape: { light: ["#80309a", "#f5e7fa"], dark: ["#e0a8f0", "#37203f"] },
};

/** Other names of the same hues, as options may be coloured by ordinary words. */
const aliases: Record<string, string> = {
  blue: "petrol",
  cyan: "petrol",
  green: "teal",
  yellow: "orange",
  red: "pink",
  purple: "violet",
};

const forNames = ["petrol", "violet", "teal", "orange", "pink", "indigo", "lime", "grape"];

export function hueVariables(scheme: "light" | "dark"): Record<string, string> {
  return Object.fromEntries(
    Object.entries(hues).flatMap(([name, hue]) => [
      [`--hue-${name}`, hue[scheme][0]],
      [`--hue-${name}-bg`, hue[scheme][1]],
    ]),
  );
}

/** The same name has the same hue everywhere. */
export function hueOf(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return forNames[sum % forNames.length] ?? "petrol";
}

export function hueStyle(color: string | undefined): CSSProperties {
  const name = color && (hues[color] ? color : aliases[color]);
  const style: Record<string, string> = {
    "--hue": `var(--hue-${name ?? "gray"})`,
    "--hue-bg": `var(--hue-${name ?? "gray"}-bg)`,
  };
  return style;
}
