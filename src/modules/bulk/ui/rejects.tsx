"use client";
// The rows that are not taken, as a file of the same columns with the reason beside each: one for every file of the import.
import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { Import } from "../plan-schema";
import { notTakenOf } from "./plan-words";

export function Rejects({ plan, label }: { plan: Import; label: string }) {
  const files = plan.files.flatMap(({ fileName, counts }, at) => {
    const rows = notTakenOf(counts);
    return rows > 0
      ? [{ name: fileName ?? `File ${at + 1}`, rows, href: `/v1/imports/${plan.id}/rejects.csv?file=${at}` }]
      : [];
  });
  const [first, ...more] = files;
  if (!first) return null;
  const icon = <IconDownload size={15} />;
  if (more.length === 0)
    return (
      <Button component="a" href={first.href} download variant="default" leftSection={icon}>
        {label}
      </Button>
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={icon}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {files.map(({ name, rows, href }) => (
          <Menu.Item key={href} component="a" href={href} download>
            {name} · {rows}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
