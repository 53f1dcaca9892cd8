// Formulas, first half: what people write (`IF({employees} > 100, "large", "small")`) becomes a tree, with every fault
// told at its place. Nothing of the text ever reaches SQL.

export type Formula =
  | { kind: "number"; value: string }
  | { kind: "text"; value: string }
  | { kind: "boolean"; value: boolean }
  | { kind: "field"; name: string; at: number }
  | { kind: "unary"; operator: "-" | "not"; of: Formula; at: number }
  | { kind: "binary"; operator: string; left: Formula; right: Formula; at: number }
  | { kind: "call"; name: string; of: Formula[]; at: number };

export class FormulaFault extends Error {
  override readonly name = "FormulaFault";
  constructor(message: string, at: number) {
    super(`${message} (at character ${at + 1})`);
  }
}

type Token = { type: "number" | "text" | "field" | "word" | "sign" | "end"; value: string; at: number };

const pattern =
  /\s*(?:(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|\{([^{}]+)\}|([A-Za-z]+)|(<>|<=|>=|!=|[-+*/&=<>(),]))/y;
const mostTokens = 500;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw new FormulaFault(`"${text.slice(at).trim()[0]}" means nothing here`, at);
    const [, number, quoted, field, word, sign] = match;
    const start = pattern.lastIndex - match[0].trimStart().length;
    if (number !== undefined) found.push({ type: "number", value: number, at: start });
    else if (quoted !== undefined)
      found.push({ type: "text", value: quoted.replace(/\\(.)/g, "$1"), at: start });
    else if (field !== undefined) found.push({ type: "field", value: field.trim(), at: start });
    else if (word !== undefined) found.push({ type: "word", value: word.toUpperCase(), at: start });
    else found.push({ type: "sign", value: sign!, at: start });
    if (found.length > mostTokens) throw new FormulaFault("The formula is too long", start);
  }
  found.push({ type: "end", value: "", at: text.length });
  return found;
}

/** From the loosest to the tightest. */
const levels: string[][] = [
  ["OR"],
  ["AND"],
  ["=", "<>", "!=", "<", "<=", ">", ">="],
  ["&"],
  ["+", "-"],
  ["*", "/"],
];
const mostDepth = 40;

export function parseFormula(text: string): Formula {
  const all = tokens(text);
  let at = 0;
  let depth = 0;
  const peek = (): Token => all[at]!;
  const take = (): Token => all[at++]!;
  const expect = (sign: string): void => {
    const token = take();
    if (token.value !== sign || token.type !== "sign")
      throw new FormulaFault(`"${sign}" is missing`, token.at);
  };
  const binary = (level: number): Formula => {
    const operators = levels[level];
    if (!operators) return unary();
    let left = binary(level + 1);
    while ((peek().type === "sign" || peek().type === "word") && operators.includes(peek().value)) {
      const token = take();
      left = { kind: "binary", operator: token.value, left, right: binary(level + 1), at: token.at };
    }
    return left;
  };
  const unary = (): Formula => {
    const token = peek();
    if (++depth > mostDepth) throw new FormulaFault("The formula is nested too deeply", token.at);
    try {
      if (token.type === "sign" && token.value === "-") {
        take();
        return { kind: "unary", operator: "-", of: unary(), at: token.at };
      }
      return primary();
    } finally {
      depth -= 1;
    }
  };
  const primary = (): Formula => {
    const token = take();
    if (token.type === "number") return { kind: "number", value: token.value };
    if (token.type === "text") return { kind: "text", value: token.value };
    if (token.type === "field") return { kind: "field", name: token.value, at: token.at };
    if (token.type === "sign" && token.value === "(") {
      const inner = binary(0);
      expect(")");
      return inner;
    }
    if (token.type !== "word")
      throw new FormulaFault(
        token.type === "end" ? "The formula ends too early" : `"${token.value}" is not expected`,
        token.at,
      );
    if (token.value === "TRUE" || token.value === "FALSE")
      return { kind: "boolean", value: token.value === "TRUE" };
    if (token.value === "NOT") return { kind: "unary", operator: "not", of: unary(), at: token.at };
    expect("(");
    const of: Formula[] = [];
    if (!(peek().type === "sign" && peek().value === ")")) {
      do of.push(binary(0));
      while (peek().type === "sign" && peek().value === "," && take());
    }
    expect(")");
    return { kind: "call", name: token.value, of, at: token.at };
  };
  const tree = binary(0);
  if (peek().type !== "end") throw new FormulaFault(`"${peek().value}" is not expected`, peek().at);
  return tree;
}
