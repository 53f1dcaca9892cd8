import { Button } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import Link from "next/link";
import { AuthCard } from "@/ui/auth/auth-card";

export default function NotFound() {
  return (
    <AuthCard title="This page is not here" icon={<IconMapQuestion size={22} />}>
      <p>The link may be old, or the record was deleted, or it belongs to another workspace.</p>
      <Link href="/">
        <Button component="span">Go to the start</Button>
      </Link>
    </AuthCard>
  );
}
