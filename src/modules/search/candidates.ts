// Where the hits of a search come from: names that begin with the query, texts that contain its words, addresses of a
// domain, and, when there are none, texts with words that are nearly those. A word that many records hold is found among
// the newest of them, one that few hold by the index of the text. Which of the two it is the statistics cannot tell for
// every word, and the wrong way takes seconds of a million records: so the newest are looked at first, and each
// statement leaves the planner one way only.
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { compileAnyWord, compileSearch, fewInIndex, Params } from "@/kernel/query/compile";
import { nameOfFixed } from "@/kernel/query/prepared";
import type { RecordType } from "@/kernel/records";
import { Readable } from "./readable";
import { type SearchedRecord, searchedColumns, searchedRecord } from "./searched";
import { fold, type NearWord } from "./words";

export type Candidate = { record: SearchedRecord; similarity: number };
type Row = Record<string, unknown>;

const mostByName = 25;
const mostByText = 150;
const mostNear = 10;
/** Records looked through before the index of the text is asked, and names before those of other people are left out. */
export const newest = 800;
/** So many of the newest are enough: the word is so frequent that the index would list tens of thousands. */
const enough = 12;
/** So many promise enough a little further back, for less than what the index would list of such a word. */
const promising = 5;
const further = 4_000;
const enoughFurther = 30;
/** Of the newest, the ones that are compared with what was asked. */
const mostCompared = 60;

/** By an index that lists what matches before any of it is read: for conditions that few records meet. */
function listedFirst(ctx: Ctx, text: string, params: Params): Promise<Row[]> {
  ctx.tx.send("set local enable_indexscan = off");
  const rows = ctx.tx.query<Row>(text, params.values, nameOfFixed(text));
  ctx.tx.send("set local enable_indexscan = on");
  return rows;
}

/** The index of the text holds the owner too: of somebody's own records a part of a word leaves few. */
const mostInIndex = (ctx: Ctx, type: RecordType): number | undefined =>
  scopeOf(ctx.actor, `${type.resource}:read`) === "own" ? fewInIndex : undefined;

type Asked = {
  name: string;
  query: string;
  /** Those of the type's e-mail addresses that the query may mean; they stand for the text then. */
  domains?: readonly string[];
  seenWhole: Promise<ReadonlySet<string>>;
};

export async function findByNameAndText(ctx: Ctx, type: RecordType, asked: Asked): Promise<Candidate[]> {
  const { name, query, domains = [], seenWhole } = asked;
  const isByDomain = domains.length > 0 && Readable.isAll(ctx, type);
  const found = await Promise.all([
    findByName(ctx, type, name),
    isByDomain ? findByDomain(ctx, type, domains) : findByText(ctx, type, query, seenWhole),
  ]);
  const byId = new Map(found.flat().map((row) => [row.id, row]));
  return [...byId.values()].map((row) => ({ record: searchedRecord(type, row), similarity: 0 }));
}

async function findByName(ctx: Ctx, type: RecordType, name: string): Promise<Row[]> {
  if (!type.hasNameKey || name.length === 0) return [];
  const params = new Params();
  const readable = new Readable(ctx, type, params);
  const start = params.add(name);
  // Everything that begins with the query lies between it and itself with the last code point after it.
  const named = `select * from ${type.tableName} t where ${readable.live} and t.name_key >= ${start}
     and t.name_key < ${start} || chr(1114111) order by t.name_key limit ${Readable.isAll(ctx, type) ? mostByName : newest}`;
  const text = `select ${searchedColumns(type)} from (${named}) t where ${readable.any} limit ${mostByName}`;
  return ctx.tx.query<Row>(text, params.values, nameOfFixed(text));
}

/** The newest of each domain; only for who may read all, since a domain may have any number of addresses. */
function findByDomain(ctx: Ctx, type: RecordType, domains: readonly string[]): Promise<Row[]> {
  const params = new Params();
  const { live } = new Readable(ctx, type, params);
  const branches = domains.map(
    (domain) => `(select ${searchedColumns(type)} from ${type.tableName} t where ${live}
       and t.email_domain = ${params.add(domain)} order by t.created_at desc limit ${mostByName})`,
  );
  return ctx.tx.query<Row>(branches.join(" union all "), params.values);
}

async function findByText(
  ctx: Ctx,
  type: RecordType,
  query: string,
  seenWhole: Promise<ReadonlySet<string>>,
): Promise<Row[]> {
  const columns = searchedColumns(type);
  const among = (count: number, most: number) => {
    const params = new Params();
    const ofNewest = `(${new Readable(ctx, type, params).newest(count)}) t`;
    const text = `select ${columns} from ${ofNewest} where ${compileSearch(query, params, "t", { isPrepared: true })} limit ${most}`;
    return ctx.tx.query<Row>(text, params.values, nameOfFixed(text));
  };
  const recent = await among(newest, mostCompared);
  if (recent.length >= enough || (await seenWhole).has(type.name)) return recent;
  if (recent.length >= promising && Readable.isAll(ctx, type)) {
    const found = await among(further, enoughFurther);
    if (found.length >= enough) return found;
  }
  const params = new Params();
  const { live, ways } = new Readable(ctx, type, params);
  const holds = compileSearch(query, params, "t", { mostInIndex: mostInIndex(ctx, type), isPrepared: true });
  const listed = ways.map(
    (way) =>
      `(select ${columns} from ${type.tableName} t where ${live} and ${way} and ${holds} limit ${mostByText})`,
  );
  return [...recent, ...(await listedFirst(ctx, listed.join(" union all "), params))];
}

/** The type's records with one of these words; the more of what was asked is nearly there, the better. */
export async function findByNearWords(
  ctx: Ctx,
  type: RecordType,
  near: readonly NearWord[],
  words: readonly string[],
  seenWhole: Promise<ReadonlySet<string>>,
): Promise<Candidate[]> {
  const columnsOf = (params: Params) => {
    const likeness = words.map((one) => `word_similarity(${params.add(one)}::text, t.search_text)`);
    return `${searchedColumns(type)}, (${likeness.join(" + ")}) as likeness`;
  };
  const known = near.map(({ word }) => word);
  const holdsOf = (params: Params) => compileAnyWord(known, params, "t", mostInIndex(ctx, type));
  const ranked = (from: string) => `select * from (${from}) c order by likeness desc limit ${mostNear}`;
  const [some, all] = [new Params(), new Params()];
  const ofNewest = `(${new Readable(ctx, type, some).newest(newest)}) t`;
  const among = ranked(
    `select ${columnsOf(some)} from ${ofNewest} where ${holdsOf(some).join(" or ")} limit ${mostCompared}`,
  );
  const isWhole = (await seenWhole).has(type.name);
  // Of one's own the index lists few at once.
  const isListed = !isWhole && mostInIndex(ctx, type) !== undefined;
  let rows = isListed ? [] : await ctx.tx.query<Row>(among, some.values, nameOfFixed(among));
  if (rows.length < mostNear && !isWhole) {
    const { live, ways } = new Readable(ctx, type, all);
    const columns = columnsOf(all);
    const listed = holdsOf(all).flatMap((holds) =>
      ways.map(
        (way) =>
          `(select ${columns} from ${type.tableName} t where ${live} and ${way} and ${holds} limit ${mostCompared})`,
      ),
    );
    rows = await listedFirst(ctx, ranked(listed.join(" union all ")), all);
  }
  const isSwapped = new Set(near.filter((one) => one.isSwap).map(({ word }) => word));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...byId.values()].map((row) => {
    const record = searchedRecord(type, row);
    const title = fold(type.displayName(record));
    const hasSwap = [...isSwapped].some((word) => title.includes(word));
    return { record, similarity: Number(row.likeness) / words.length + (hasSwap ? 1 : 0) };
  });
}
