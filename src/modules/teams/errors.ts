// What a client of teams must tell apart.
import { defineErrors } from "@/kernel/errors";

export const teamError = defineErrors({
  TEAM_EXISTS: [409, "There is a team or department with this name already"],
  TEAM_IN_USE: [409, "People or teams still belong to it. Move them first."],
});
