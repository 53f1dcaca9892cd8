// The first start: a demo workspace to look at, an empty one to begin with, and the file that tests and integrators
// read their credentials from.
import { randomBytes } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hashPassword } from "@/kernel/crypto";
import { systemRoles } from "@/kernel/permissions";
import { analyzeTenantSchema, type TenantRef } from "@/kernel/tenancy";
import { createApiKey, createPersonalToken } from "@/modules/apikeys";
import { addPerson, provisionTenant } from "@/modules/tenants";
import { pools } from "@/platform/database/pools";
import { laySelling } from "./selling";
import { demoPeople, layPeople, layRecords } from "./workspace";

/** `DATA_DIR/demo.json`, mode 0600. */
export type DemoFile = {
  baseUrl: string;
  tenants: {
    tenantId: string;
    name: string;
    apiKey: string;
    apiSecret: string;
    users: { id: string; email: string; password: string; role: string; token: string }[];
  }[];
};

/** Easy to type, different on every machine: `meridian-4f7a-91c2`. */
function newPassword(): string {
  const hex = randomBytes(4).toString("hex");
  return `Meridian-${hex.slice(0, 4)}-${hex.slice(4)}`;
}

async function credentialsOf(
  tenant: TenantRef,
  name: string,
  password: string,
  people: { id: string; email: string; role: string }[],
) {
  const admin = people.find((one) => one.role === "tenant_admin")!;
  const key = await createApiKey(tenant, {
    name: "Demo integration",
    description: "Made with the demo workspace",
    permissions: ["*"],
    rateLimitTier: "premium_integration",
    userId: admin.id,
  });
  const users = [];
  for (const { id, email, role } of people) {
    const { token } = await createPersonalToken(tenant, { name: "Demo token", userId: id });
    users.push({ id, email, password, role, token });
  }
  return { tenantId: tenant.id, name, apiKey: key.apiKey, apiSecret: key.apiSecret, users };
}

/** Lays the demo workspace and an empty second one, and writes `demo.json` last: its presence says that all is there. */
export async function seedDemo({
  baseUrl,
  dataDir,
}: {
  baseUrl: string;
  dataDir: string;
}): Promise<DemoFile> {
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  const demo = await provisionTenant({ name: "Northwind Demo" });
  const people = await layPeople(demo, passwordHash);
  const laid = await layRecords(people, { accounts: 200, contacts: 1000 });
  await laySelling(laid, people, { deals: 300, leads: 150, tasks: 400 });
  await analyzeTenantSchema(pools().url, demo.schema);
  const empty = await provisionTenant({ name: "Empty Workspace" });
  const emptyAdmin = { email: "admin@empty.example", role: "tenant_admin" };
  const emptyAdminId = await addPerson(empty, {
    ...emptyAdmin,
    name: "Erin Vale",
    passwordHash,
    isEmailVerified: true,
  });
  const known = people.filter((one) => demoPeople.some(({ email }) => email === one.email));
  const file: DemoFile = {
    baseUrl,
    tenants: [
      await credentialsOf(
        demo,
        "Northwind Demo",
        password,
        systemRoles.map(({ key }) => known.find((one) => one.role === key)!),
      ),
      await credentialsOf(empty, "Empty Workspace", password, [{ ...emptyAdmin, id: emptyAdminId }]),
    ],
  };
  await writeDemoFile(dataDir, file);
  return file;
}

async function writeDemoFile(dataDir: string, file: DemoFile): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const draft = join(dataDir, "demo.json.new");
  await writeFile(draft, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, join(dataDir, "demo.json"));
}
