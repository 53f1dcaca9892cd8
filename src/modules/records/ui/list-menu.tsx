"use client";
// What can be done with a list as a whole: its address, its rows as a file, its query as a request.
import { ActionIcon } from "@mantine/core";
import { IconCode, IconDots, IconFileExport, IconLink } from "@tabler/icons-react";
import type { RowsAsked } from "@/surfaces/rpc/records";
import { useCommands } from "@/ui/commands/command-provider";
import { notifyDone, notifyError } from "@/ui/feedback/notify";
import { Menu } from "@/ui/late/menu";
import { type RecordScreen, resourceOf } from "./record-screen";
import { restParameters, restRequest } from "./rest-request";
import { useScope } from "./viewer";

const formats = [
  { format: "csv", label: "Export as CSV" },
  { format: "json", label: "Export as JSON" },
  { format: "ndjson", label: "Export as NDJSON" },
];

interface ListMenuProps {
  screen: RecordScreen;
  asked: RowsAsked;
  columns: string[];
}

export function ListMenu({ screen, asked, columns }: ListMenuProps) {
  const scope = useScope();
  const path = screen.restPath ?? `/v1/${screen.plural}`;

  const copy = (text: string, done: string) =>
    void navigator.clipboard.writeText(text).then(() => notifyDone(done), notifyError);

  function download(format: string) {
    const parameters = new URLSearchParams([
      ...restParameters(asked),
      ["format", format],
      ["header", "label"],
      ["columns", columns.join(",")],
    ]);
    const link = document.createElement("a");
    link.href = `${path}/export?${parameters}`;
    link.download = `${screen.plural}.${format}`;
    link.click();
  }

  const items = [
    {
      id: "copy-rest",
      label: "Copy as REST request",
      icon: IconCode,
      run: () =>
        copy(restRequest(new URL(path, window.location.href).href, asked), "Copied as a curl command"),
    },
    {
      id: "copy-list-link",
      label: "Copy the link of this list",
      icon: IconLink,
      run: () => copy(window.location.href, "Link copied"),
    },
    ...(scope(`${resourceOf(screen)}:export`)
      ? formats.map(({ format, label }) => ({
          id: `export-${format}`,
          label,
          icon: IconFileExport,
          run: () => download(format),
        }))
      : []),
  ];
  useCommands(items.map((item) => ({ ...item, group: "List" })));

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label="More for this list">
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map((item) => (
          <Menu.Item key={item.id} leftSection={<item.icon size={15} />} onClick={item.run}>
            {item.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
