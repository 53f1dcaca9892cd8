"use client";
/** Who has a role: whom a change of it concerns. */
import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/surfaces/rpc/client";
import type { Role } from "../schema";

const shownNames = 8;

export function RoleHolders({ role }: { role: Role }) {
  const trpc = useTRPC();
  const holders = useQuery(trpc.users.list.queryOptions({ role: role.key, limit: shownNames }));
  if (!holders.data) return null;
  const { items } = holders.data;
  const total = holders.data.total ?? items.length;
  const rest = total - items.length;
  return (
    <Text size="sm" mb="md">
      {total === 0 ? (
        "Nobody has this role."
      ) : (
        <>
          <b>
            {total} {total === 1 ? "person has" : "people have"} this role:
          </b>{" "}
          {items.map((person) => person.name).join(", ")}
          {rest > 0 ? ` and ${rest} more` : ""}.{" "}
          <Anchor component={Link} href="/settings/people" inherit underline="always">
            Go to people
          </Anchor>
        </>
      )}
    </Text>
  );
}
