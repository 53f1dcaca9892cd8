// The operations on teams and departments: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { paging } from "@/kernel/query/paged-rows";
import {
  Department,
  DepartmentPage,
  DepartmentPatch,
  departmentId,
  NewDepartment,
  NewTeam,
  Team,
  TeamPage,
  TeamPatch,
  teamId,
} from "./schema";
import {
  createDepartment,
  createTeam,
  deleteDepartment,
  deleteTeam,
  getDepartment,
  getTeam,
  listDepartments,
  listTeams,
  updateDepartment,
  updateTeam,
} from "./service";

const TeamById = z.strictObject({ teamId });
const DepartmentById = z.strictObject({ departmentId });
const exists = { TEAM_EXISTS: "There is one with this name already" };
const inUse = { TEAM_IN_USE: "People or teams still belong to it" };

export const teamsRouter = router({
  list: operation({ title: "List teams", permission: "teams:read", rest: "GET /teams" })
    .input(z.strictObject(paging))
    .output(TeamPage)
    .query(read(listTeams)),
  get: operation({ title: "Get a team", permission: "teams:read", rest: "GET /teams/{teamId}" })
    .input(TeamById)
    .output(Team)
    .query(read(getTeam)),
  create: operation({
    title: "Create a team",
    permission: "teams:write",
    rest: "POST /teams",
    status: 201,
    errors: exists,
  })
    .input(NewTeam)
    .output(Team)
    .mutation(write(createTeam)),
  update: operation({
    title: "Update a team",
    permission: "teams:write",
    rest: "PUT /teams/{teamId}",
    errors: exists,
  })
    .input(TeamPatch)
    .output(Team)
    .mutation(write(updateTeam)),
  delete: operation({
    title: "Delete a team",
    permission: "teams:write",
    rest: "DELETE /teams/{teamId}",
    errors: inUse,
  })
    .input(TeamById)
    .output(z.strictObject({ id: teamId }))
    .mutation(write(deleteTeam)),
});

export const departmentsRouter = router({
  list: operation({ title: "List departments", permission: "teams:read", rest: "GET /departments" })
    .input(z.strictObject(paging))
    .output(DepartmentPage)
    .query(read(listDepartments)),
  get: operation({
    title: "Get a department",
    permission: "teams:read",
    rest: "GET /departments/{departmentId}",
  })
    .input(DepartmentById)
    .output(Department)
    .query(read(getDepartment)),
  create: operation({
    title: "Create a department",
    permission: "teams:write",
    rest: "POST /departments",
    status: 201,
    errors: exists,
  })
    .input(NewDepartment)
    .output(Department)
    .mutation(write(createDepartment)),
  update: operation({
    title: "Rename a department",
    permission: "teams:write",
    rest: "PUT /departments/{departmentId}",
    errors: exists,
  })
    .input(DepartmentPatch)
    .output(Department)
    .mutation(write(updateDepartment)),
  delete: operation({
    title: "Delete a department",
    permission: "teams:write",
    rest: "DELETE /departments/{departmentId}",
    errors: inUse,
  })
    .input(DepartmentById)
    .output(z.strictObject({ id: departmentId }))
    .mutation(write(deleteDepartment)),
});
