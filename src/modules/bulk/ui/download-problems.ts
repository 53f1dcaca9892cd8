"use client";
// The report of an import as a file for a spreadsheet, in which no cell can be a formula.
import type { RowProblem } from "../schema";

function cell(value: string | number | null): string {
  const text = String(value ?? "");
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export function downloadProblems(fileName: string, problems: RowProblem[]): void {
  const lines = [
    ["row", "line", "column", "value", "left out", "reason"],
    ...problems.map(({ row, line, column, value, severity, message }) => [
      row,
      line,
      column,
      value,
      severity === "error" ? "yes" : "no",
      message,
    ]),
  ];
  const text = lines.map((line) => line.map(cell).join(",")).join("\r\n");
  // The mark tells spreadsheets that this is UTF-8.
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${fileName.replace(/\.[a-z]+$/i, "")} report.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
