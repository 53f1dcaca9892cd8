// People as a file holds them: who they are, in which team, under whom, in which department. They come in as people yet
// to be invited, so their records can be theirs before they first sign in.
import { z } from "zod";
import { field } from "@/kernel/fields";
import type { RecordType } from "@/kernel/records";

const fields = {
  name: field.text({
    required: true,
    max: 200,
    label: "Name",
    description: "Full name",
    example: "Anna Snelling",
    aliases: [
      ...["full name", "person", "user", "user name", "employee", "employee name", "member", "colleague"],
      ...["sales agent", "agent", "sales rep", "rep", "representative", "salesperson", "account executive"],
    ],
  }),
  email: field.email({
    label: "E-mail",
    description: "The address with which they will sign in; may be told when they are invited",
    example: "anna@example.com",
    aliases: ["mail", "email address", "work email"],
  }),
  title: field.text({
    max: 100,
    label: "Position",
    description: "What they do",
    example: "Account executive",
    aliases: ["job title", "function", "title"],
  }),
  role: field.text({
    max: 100,
    label: "Role",
    description: "Key or name of a role; sales representative when empty",
    example: "sales_rep",
    aliases: ["user role", "profile", "permission"],
  }),
  team: field.text({
    max: 100,
    label: "Team",
    description: "Name of their team, made when there is none; the manager's own when empty",
    example: "Enterprise",
    aliases: ["team name", "sales team", "group"],
  }),
  manager: field.text({
    max: 200,
    label: "Manager",
    description: "Name or e-mail of who leads their team",
    example: "Dustin Brinkmann",
    aliases: ["manager name", "team lead", "supervisor", "reports to", "leader", "sales manager"],
  }),
  department: field.text({
    max: 100,
    label: "Department",
    description: "Name of the department or office, made when there is none",
    example: "Central",
    aliases: ["office", "regional office", "region", "division", "business unit", "branch", "location"],
  }),
};

/** Stands among the record types where a file is read; it is kept by its own loader. */
export const peopleType = {
  name: "user",
  plural: "people",
  resource: "users",
  label: "Person",
  labelPlural: "People",
  prefix: "user",
  tableName: "users",
  hasNameKey: false,
  hasEmailDomain: false,
  fields,
  computed: {},
  relations: {},
  columns: [],
  defaultSort: [],
  displayName: (person: Record<string, unknown>) => String(person.name),
  Record: z.strictObject({}),
  New: z.strictObject({}),
  Patch: z.strictObject({}),
  describe: () => [],
} as unknown as RecordType;
