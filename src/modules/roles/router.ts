// The operations on roles: a table of contents.
import { z } from "zod";
import { operation, outside, read, router, write } from "@/kernel/operation";
import { paging } from "@/kernel/query/paged-rows";
import { roleCreated, roleDeleted, roleUpdated } from "./events";
import { NewRole, PermissionCatalogue, Role, RolePage, RolePatch, roleId } from "./schema";
import { createRole, deleteRole, getRole, listPermissions, listRoles, updateRole } from "./service";

const ById = z.strictObject({ roleId });
const errors = { ROLE_IS_SYSTEM: "The six built-in roles cannot be changed" };

export const rolesRouter = router({
  list: operation({ title: "List roles", permission: "roles:read", rest: "GET /roles" })
    .input(z.strictObject(paging))
    .output(RolePage)
    .query(read(listRoles)),
  get: operation({ title: "Get a role", permission: "roles:read", rest: "GET /roles/{roleId}" })
    .input(ById)
    .output(Role)
    .query(read(getRole)),
  create: operation({
    title: "Create a role",
    description: "With no permission that its maker does not hold.",
    permission: "roles:write",
    rest: "POST /roles",
    status: 201,
    emits: [roleCreated],
    errors: { ROLE_EXISTS: "A role with this name exists already" },
  })
    .input(NewRole)
    .output(Role)
    .mutation(write(createRole)),
  update: operation({
    title: "Update a role",
    permission: "roles:write",
    rest: "PUT /roles/{roleId}",
    emits: [roleUpdated],
    errors,
  })
    .input(RolePatch)
    .output(Role)
    .mutation(write(updateRole)),
  delete: operation({
    title: "Delete a role",
    permission: "roles:write",
    rest: "DELETE /roles/{roleId}",
    emits: [roleDeleted],
    errors: { ...errors, ROLE_IN_USE: "People still have the role" },
  })
    .input(ById)
    .output(z.strictObject({ id: roleId }))
    .mutation(write(deleteRole)),
  permissions: operation({
    title: "List all permissions",
    description: "What roles and API keys can be given.",
    permission: "roles:read",
    rest: "GET /permissions",
  })
    .input(z.strictObject({}))
    .output(PermissionCatalogue)
    .query(outside(listPermissions)),
});
