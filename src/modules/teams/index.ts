// Teams and departments: the public face of the module.
export { departmentsRouter, teamsRouter } from "./router";
export { createDepartment, createTeam } from "./service";
