// A chunk of rows becomes people: who is there already is found by e-mail or name, departments and teams are made as they
// are named, whoever is named as a manager only comes in as well. Few enough that each may take a few statements.
import { newId } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { createDepartment, createTeam } from "@/modules/teams";
import { addMembers, type NewMember, updateUser } from "@/modules/users";
import type { Announced, PlannedByKey } from "./announced";
import { type CheckedRow, completeNew, fault, type Plan, problemOf } from "./check";
import type { ChunkResult, Outcome } from "./chunk";
import { folded } from "./lookups";
import { type KnownPerson, knownPlaces, knownRoles, peopleOf } from "./people-lookups";

type Said = {
  email?: string;
  name: string;
  title?: string;
  role?: string;
  team?: string;
  manager?: string;
  department?: string;
};
type Draft = {
  row: CheckedRow;
  said: Said;
  id: string;
  known: KnownPerson | null;
  action: Outcome["action"];
  ofRow: number | null;
};

export class PeopleLoader {
  private readonly drafts = new Map<number, Draft>();
  private readonly seen = new Map<string, Draft>();
  private known = new Map<string, KnownPerson | "several">();
  private roles = new Map<string, { key: string; isHeld: boolean }>();
  /** People whom rows of the chunks before will make. */
  private planned: PlannedByKey = new Map();
  private readonly result: ChunkResult = {
    ...{ created: 0, updated: 0, linked: 0, skipped: 0, failed: 0, warnings: 0 },
    problems: [],
    links: [],
  };

  constructor(
    private readonly ctx: Ctx,
    private readonly plan: Plan,
    private readonly rows: CheckedRow[],
    /** Set when nothing is to be written. */
    private readonly announced: Announced | null,
  ) {}

  async prepare(): Promise<void> {
    const { ctx } = this;
    const texts = this.rows.flatMap(({ values }) =>
      [values.name, values.email, values.manager].filter(Boolean).map(String),
    );
    this.known = await peopleOf(ctx, [...new Set(texts)]);
    const said = this.rows.flatMap(({ values }) => keyOf(values as Said) ?? []);
    if (this.announced) this.planned = await this.announced.find(ctx, this.plan.type, said);
    this.roles = await knownRoles(ctx);
    for (const row of this.rows) if (!row.isRejected) this.decide(row);
    for (const row of this.rows) {
      this.result.problems.push(...row.problems);
      if (row.isRejected) this.result.failed += 1;
    }
    this.announce();
  }

  private decide(row: CheckedRow): void {
    const said = row.values as Said;
    completeNew(this.plan, row);
    this.checkRole(row, said);
    const { options } = this.plan;
    const found = this.match(row, said);
    if (row.isRejected) return;
    const isCreating = options.matchBy !== "email" && !options.updateExisting && !options.skipDuplicates;
    const draft: Draft = { row, said, id: newId("user"), known: null, action: "create", ofRow: null };
    if (found && "said" in found) {
      // A second row of one person adds what the first has not said.
      draft.id = found.id;
      draft.ofRow = found.row.row;
      draft.action = options.updateExisting ? "update" : "skip";
      if (options.updateExisting) Object.assign(found.said, said);
    } else if (!found && this.planned.has(keyOf(said) ?? "")) {
      const earlier = this.planned.get(keyOf(said) ?? "");
      draft.ofRow = earlier?.row ?? null;
      draft.action = options.updateExisting ? "update" : "skip";
    } else if (found && (!isCreating || said.email)) {
      draft.known = found;
      draft.id = found.id;
      draft.action = options.updateExisting ? "update" : "skip";
    }
    if (draft.action === "create") this.result.created += 1;
    else if (draft.action === "update") this.result.updated += 1;
    else {
      this.result.skipped += 1;
      const where = draft.ofRow === null ? said.name : `row ${draft.ofRow}`;
      row.problems.push(
        problemOf(
          row,
          { severity: "warning" },
          "DUPLICATE",
          `Left out: this person is there already (${where})`,
        ),
      );
    }
    this.drafts.set(row.row, draft);
    for (const key of [said.email, said.name])
      if (key && !this.seen.has(folded(key))) this.seen.set(folded(key), draft);
  }

  private match(row: CheckedRow, said: Said): KnownPerson | Draft | undefined {
    for (const key of [said.email, said.name]) {
      if (!key) continue;
      const found = this.seen.get(folded(key)) ?? this.known.get(folded(key));
      if (found === "several") {
        const target = this.plan.mapped.find((one) => one.target.path === "name")!;
        fault(
          row,
          { ...this.plan.options, validationLevel: "strict" },
          { ...target, value: key },
          "AMBIGUOUS",
          `There is more than one person "${key}"`,
        );
        return undefined;
      }
      // Two people may share a name; not when the file says different addresses.
      const other = found && ("said" in found ? found.said.email : found.email);
      if (found && !(key === said.name && said.email && other && other !== said.email)) return found;
    }
    return undefined;
  }

  private checkRole(row: CheckedRow, said: Said): void {
    const asked = said.role ?? "sales_rep";
    const role = this.roles.get(folded(asked));
    const mapped = this.plan.mapped.find((one) => one.target.path === "role");
    const column = mapped?.column ?? null;
    if (role?.isHeld) return;
    const [code, message] = role
      ? ["FORBIDDEN", `You cannot give the role "${asked}": it may do more than you`]
      : ["NOT_FOUND", `There is no role "${asked}"`];
    row.problems.push({ ...problemOf(row, { column, value: asked }, code, message), field: "role" });
    row.isRejected = true;
  }

  /** What later rows and files may name. */
  private announce(): void {
    const { announced } = this;
    if (!announced) return;
    const add = (name: string, id: string, row: number, email?: string) => {
      const one = { row, id, name };
      announced.put(this.plan.type, `name:${folded(name)}`, one);
      if (email) announced.put(this.plan.type, `email:${email}`, one);
    };
    for (const { said, id, row, action } of this.drafts.values())
      if (action === "create") add(said.name, id, row.row, said.email);
    for (const [name, row] of this.managersToAdd()) add(name, newId("user"), row);
  }

  /** People who are only named as managers, with the first row that names them. */
  private managersToAdd(): Map<string, number> {
    const names = new Map<string, number>();
    for (const { said, row, action } of this.drafts.values()) {
      const name = said.manager;
      if (
        !name ||
        action === "skip" ||
        name.includes("@") ||
        this.known.has(folded(name)) ||
        this.seen.has(folded(name))
      )
        continue;
      if (![...names.keys()].some((one) => folded(one) === folded(name))) names.set(name, row.row);
    }
    return names;
  }

  recordOf(row: number): string | "none" | undefined {
    if (!this.rows.some((one) => one.row === row)) return undefined;
    return this.drafts.get(row)?.id ?? "none";
  }

  async write(): Promise<ChunkResult> {
    const { ctx } = this;
    const roleOf = (said: Said) => this.roles.get(folded(said.role ?? "sales_rep"))?.key ?? "sales_rep";
    const leads = this.roles.get("sales_manager")?.isHeld ? "sales_manager" : "sales_rep";
    const fresh: NewMember[] = [...this.drafts.values()]
      .filter(({ action }) => action === "create")
      .map(({ id, said }) => ({
        id,
        name: said.name,
        email: said.email ?? null,
        title: said.title ?? null,
        role: roleOf(said),
      }));
    const managers = [...this.managersToAdd().keys()].map((name) => ({
      id: newId("user"),
      name,
      email: null,
      title: null,
      role: leads,
    }));
    this.result.created += managers.length;
    // Written before the teams that they lead, in the log after them: undone, people leave before their team goes.
    const log = await addMembers(ctx, [...fresh, ...managers]);
    const idOf = (name: string | undefined): string | null => {
      if (!name) return null;
      const known = this.known.get(folded(name));
      const made = managers.find((one) => folded(one.name) === folded(name));
      return made?.id ?? this.seen.get(folded(name))?.id ?? (known && known !== "several" ? known.id : null);
    };
    const places = await knownPlaces(ctx);
    const placed = new Map<string, { teamId: string | null; departmentId: string | null }>();
    for (const { id, said, action } of this.drafts.values()) {
      if (action === "skip" || (!said.team && !said.manager && !said.department)) continue;
      const departmentId = said.department ? await this.departmentOf(said.department, places) : null;
      const managerId = idOf(said.manager);
      const teamId = await this.teamOf(said, managerId, departmentId, places);
      // A person of a team is in the team's department; said once, it follows the team.
      const isOther = teamId === null || places.departmentOfTeam.get(teamId) !== departmentId;
      placed.set(id, { teamId, departmentId: isOther ? departmentId : null });
      const made = managers.find((one) => one.id === managerId);
      if (made && !placed.has(made.id)) placed.set(made.id, { teamId, departmentId: null });
    }
    await log(placed);
    await this.update(placed);
    this.result.warnings = this.result.problems.filter((one) => one.severity === "warning").length;
    return this.result;
  }

  private async update(
    placed: ReadonlyMap<string, { teamId: string | null; departmentId: string | null }>,
  ): Promise<void> {
    for (const { known, said, action } of this.drafts.values()) {
      if (action !== "update" || !known) continue;
      const place = placed.get(known.id);
      await updateUser(this.ctx, {
        userId: known.id,
        ...(said.title ? { title: said.title } : {}),
        ...(place?.teamId ? { teamId: place.teamId } : {}),
        ...(place?.departmentId ? { departmentId: place.departmentId } : {}),
      });
    }
  }

  private async departmentOf(name: string, places: Places): Promise<string> {
    const known = places.departments.get(folded(name));
    if (known) return known;
    const { id } = await createDepartment(this.ctx, { name });
    places.departments.set(folded(name), id);
    return id;
  }

  private async teamOf(
    { team, manager }: Said,
    managerId: string | null,
    departmentId: string | null,
    places: Places,
  ): Promise<string | null> {
    const own = managerId ? places.teamOfManager.get(managerId) : undefined;
    if (!team && own) return own;
    const name = team ?? (managerId ? manager : undefined);
    if (!name) return null;
    const known = places.teams.get(folded(name));
    if (known) return known;
    const { id } = await createTeam(this.ctx, { name: name.slice(0, 100), departmentId, managerId });
    places.teams.set(folded(name), id);
    places.departmentOfTeam.set(id, departmentId);
    if (managerId) places.teamOfManager.set(managerId, id);
    return id;
  }

  outcomes(): Map<number, Outcome> {
    return new Map(this.rows.map((row) => [row.row, this.outcomeOf(row)]));
  }

  private outcomeOf(row: CheckedRow): Outcome {
    const { problems } = row;
    const draft = this.drafts.get(row.row);
    if (!draft || row.isRejected)
      return { action: "problem", recordId: null, name: null, ofRow: null, changes: [], problems };
    const { action, said, known, ofRow } = draft;
    const changes = action === "update" && known ? changesOf(said, known) : [];
    const isSame = action === "update" && known !== null && changes.length === 0;
    return {
      action: isSame ? "unchanged" : action,
      recordId: action === "create" && this.announced ? null : draft.id,
      name: said.name,
      ofRow,
      changes,
      problems,
    };
  }
}

/** As `announce` names people: by their address, or where there is none by their name. */
const keyOf = ({ email, name }: Said): string | undefined =>
  email ? `email:${email}` : name ? `name:${folded(name)}` : undefined;

type Places = Awaited<ReturnType<typeof knownPlaces>>;

const changesOf = (said: Said, known: KnownPerson): Outcome["changes"] =>
  (
    [
      ["title", known.title, said.title],
      ["team", known.team, said.team],
      ["department", known.department, said.department],
    ] as const
  ).flatMap(([field, from, to]) => (to && folded(to) !== folded(from ?? "") ? { field, from, to } : []));
