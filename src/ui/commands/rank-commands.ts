/** Ranks commands against what was typed: start of label, start of a word, anywhere, then letters in order. */
import type { Command } from "./command-store";

export function rankCommands(commands: Command[], query: string): Command[] {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return commands;
  return commands
    .map((command) => ({ command, score: scoreOf(command, wanted) }))
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((entry) => entry.command);
}

function scoreOf(command: Command, wanted: string): number {
  const label = command.label.toLowerCase();
  if (label.startsWith(wanted)) return 100;
  if (label.includes(` ${wanted}`)) return 80;
  if (command.keywords?.some((keyword) => keyword.toLowerCase().startsWith(wanted))) return 60;
  if (label.includes(wanted)) return 50;
  if (`${command.group} ${label}`.toLowerCase().includes(wanted)) return 40;
  return lettersInOrder(label, wanted) ? 10 : 0;
}

function lettersInOrder(text: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    if (letter === " ") continue;
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
