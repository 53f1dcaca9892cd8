// The import rule of src/README.md, checked over every file: arrows point down only.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const src = join(process.cwd(), "src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts"));

type Import = { file: string; target: string; isType: boolean };

/** Every import of our own files, as paths below src/. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), "utf8");
  const found = text.matchAll(
    /(?:^|\n)\s*(import|export)\s+(type\s+)?[^"';]*?from\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)|(?:^|\n)import\s+"([^"]+)"/g,
  );
  return [...found].flatMap((match): Import[] => {
    const specifier = match[3] ?? match[4] ?? match[5] ?? "";
    const isOwn = specifier.startsWith("@/") || specifier.startsWith(".");
    if (!isOwn) return [];
    const target = specifier.startsWith("@/")
      ? specifier.slice(2)
      : relative(src, join(src, dirname(file), specifier)).replaceAll("\\", "/");
    return [{ file, target, isType: match[2] !== undefined }];
  });
}

const isTest = (file: string): boolean =>
  /\.test\.tsx?$|(^|\/)fixtures\.ts$/.test(file) || file.startsWith("test/");
const layerOf = (path: string): string => {
  if (/^modules\/[^/]+\/ui(\/|$)/.test(path)) return "module ui";
  return path.split("/")[0]!.replace(/\.tsx?$/, "");
};

/** Who may import whom. */
const allowed: Record<string, string[]> = {
  platform: ["platform", "env"],
  kernel: ["kernel", "platform", "env"],
  modules: ["modules", "kernel", "platform", "env"],
  surfaces: ["surfaces", "modules", "kernel", "platform", "env"],
  ui: ["ui"],
  "module ui": ["module ui", "ui", "surfaces", "modules", "kernel"],
  app: ["app", "surfaces", "modules", "module ui", "kernel", "ui", "env"],
  seed: ["seed", "modules", "kernel", "platform", "env"],
  server: ["surfaces", "seed", "modules", "kernel", "platform", "env"],
  env: [],
};

const all = files.filter((file) => !isTest(file)).flatMap(importsOf);

test("imports point down the layers only", () => {
  expect(files.length).toBeGreaterThan(50);
  const wrong = all.filter(({ file, target }) => {
    const from = layerOf(file);
    const to = layerOf(target);
    // Plain data that screens and the kernel share.
    if (from === "ui" && /^kernel\/(fields\/descriptor|query\/filter)$/.test(target)) return false;
    return !allowed[from]?.includes(to);
  });
  expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
});

test("a module reaches another only through its index, its tables excepted", () => {
  const wrong = all.filter(({ file, target }) => {
    const from = file.match(/^modules\/([^/]+)\//)?.[1];
    const to = target.match(/^modules\/([^/]+)(\/.*)?$/);
    if (!from || !to || from === to[1]) return false;
    if (!to[2]) return false;
    if (/\/ui\//.test(file)) return !/^\/ui(\/|$)/.test(to[2]);
    return !(to[2] === "/table" && file.endsWith("/table.ts"));
  });
  expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
});

test("services know neither the web framework, nor tRPC, nor React", () => {
  const wrong = files
    .filter((file) => /^(modules|kernel|platform)\//.test(file) && !/\/ui\//.test(file) && !isTest(file))
    .filter((file) => !file.startsWith("kernel/operation/"))
    .filter((file) =>
      /from "(next(\/[^"]*)?|react(-dom)?|@trpc\/[^"]*)"/.test(readFileSync(join(src, file), "utf8")),
    );
  expect(wrong).toEqual([]);
});

test("only env.ts reads process.env", () => {
  const wrong = files.filter(
    (file) =>
      file !== "env.ts" && !isTest(file) && /process\.env\b/.test(readFileSync(join(src, file), "utf8")),
  );
  expect(wrong).toEqual([]);
});

test("screens reach the server through types alone", () => {
  const wrong = all.filter(
    ({ file, target, isType }) =>
      /\/ui\//.test(file) && /^modules\/[^/]+(\/(service|table|router))?$|^modules$/.test(target) && !isType,
  );
  expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
});

test("tenants' connections are taken in one place, where the tenant is set", () => {
  const takers = files.filter(
    (file) => !isTest(file) && /pools\(\)\s*\.app\b/.test(readFileSync(join(src, file), "utf8")),
  );
  expect(takers).toEqual(["kernel/tenancy/transaction.ts"]);
});
