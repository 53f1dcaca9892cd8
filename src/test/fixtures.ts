// A tenant with one of everything: each module's `fixtures.ts` says how to make what its id parameters name.

import type { RequestInfo } from "@/kernel/operation";
import type { World } from "./samples";
import type { TestTenant } from "./tenant";

/** As the tenant's administrator. */
export type Call = <T = { id: string }>(
  operation: string,
  input: unknown,
  request?: Partial<RequestInfo>,
) => Promise<T>;

/** For each id parameter of the module's operations, how to make such a record; `world` holds those made before. */
export type IdFixtures = Record<string, (call: Call, world: World) => Promise<string>>;

const modules = import.meta.glob<{ idFixtures?: IdFixtures }>("../modules/*/fixtures.ts", { eager: true });

/** Makes one of everything. A fixture that needs another's id finds it in the world, in whatever order they come. */
export async function makeWorld(tenant: TestTenant): Promise<World> {
  const call: Call = (operation, input, request) => tenant.call("tenant_admin", operation, input, request);
  const admin = tenant.actors.tenant_admin!;
  const made: World = { ownerId: admin.id, userId: tenant.actors.sales_rep!.id, assignedTo: admin.id };
  const fixtures = Object.assign(
    {},
    ...Object.values(modules).map((module) => module.idFixtures ?? {}),
  ) as IdFixtures;
  const making = new Map<string, Promise<string>>();
  const make = (name: string): Promise<string> => {
    const started = making.get(name) ?? fixtures[name]!(call, world);
    making.set(name, started);
    return started;
  };
  const world = made;
  let left = Object.keys(fixtures);
  while (left.length > 0) {
    const failed: string[] = [];
    let reason: unknown;
    for (const name of left) {
      try {
        made[name] = await make(name);
      } catch (error) {
        making.delete(name);
        failed.push(name);
        reason = error;
      }
    }
    if (failed.length === left.length)
      throw new Error(`fixtures for ${failed.join(", ")} cannot be made`, { cause: reason });
    left = failed;
  }
  return made;
}
