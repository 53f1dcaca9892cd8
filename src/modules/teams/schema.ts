// Teams and departments as the API shows them.
import { z } from "zod";
import { pageOf } from "@/kernel/records";

export const teamId = z
  .string()
  .meta({ description: "The team's id", examples: ["team_018f6f0e7c1b7d3a9b0c1d2e3f4051a1"] });
export const departmentId = z
  .string()
  .meta({ description: "The department's id", examples: ["dept_018f6f0e7c1b7d3a9b0c1d2e3f4051a2"] });
const inDepartment = departmentId.nullable().meta({
  description: "The department it is part of",
  examples: ["dept_018f6f0e7c1b7d3a9b0c1d2e3f4051a2"],
});
const managerId = z
  .string()
  .nullable()
  .meta({ description: "Who leads it", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] });
const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "contains characters that cannot be stored")
  .meta({ description: "Its name", examples: ["Enterprise"] });
const createdAt = z.iso
  .datetime()
  .meta({ description: "When it was made", examples: ["2025-01-24T10:30:00.000Z"] });
const memberCount = z.int().meta({ description: "How many active people are in it", examples: [6] });

export const Team = z
  .strictObject({
    id: teamId,
    name,
    departmentId: inDepartment,
    departmentName: z
      .string()
      .nullable()
      .meta({ description: "The department's name", examples: ["Sales"] }),
    managerId,
    managerName: z
      .string()
      .nullable()
      .meta({ description: "The leader's name", examples: ["Jane Doe"] }),
    memberCount,
    createdAt,
  })
  .meta({ title: "Team" });
export type Team = z.output<typeof Team>;
export const TeamPage = pageOf(Team);

export const NewTeam = z.strictObject({
  name,
  departmentId: inDepartment.default(null),
  managerId: managerId.default(null),
});
export type NewTeam = z.output<typeof NewTeam>;
export const TeamPatch = z.strictObject({
  teamId,
  name: name.optional(),
  departmentId: inDepartment.optional(),
  managerId: managerId.optional(),
});
export type TeamPatch = z.output<typeof TeamPatch>;

export const Department = z
  .strictObject({ id: departmentId, name, memberCount, createdAt })
  .meta({ title: "Department" });
export type Department = z.output<typeof Department>;
export const DepartmentPage = pageOf(Department);
export const NewDepartment = z.strictObject({ name });
export const DepartmentPatch = z.strictObject({ departmentId, name });
