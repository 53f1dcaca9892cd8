import { expect, test } from "vitest";
import { type BoardData, type Card, moveOnBoard } from "./board-data";

const stage = (id: string, probability: number, outcome: "open" | "won" | "lost") => ({
  id,
  key: id,
  name: id,
  order: 1,
  probability,
  outcome,
  rottingDays: null,
  requiredFields: [],
  requiredActivity: null,
  requiredRole: null,
});
const stages = [stage("a", 10, "open"), stage("b", 50, "open"), stage("won", 100, "won")];

function card(id: string, value: number, currency: string): Card {
  return {
    id,
    version: 1,
    title: id,
    value,
    currency,
    probability: 10,
    stage: "a",
    stageId: "a",
    status: "active",
    expectedCloseDate: null,
    isOverdue: false,
    daysInStage: 3,
    accountId: null,
    nextActivity: null,
  };
}

const sum = (count: number, value: number, weighted: number) => ({
  currency: "USD",
  count,
  value,
  weighted,
  byCurrency: [],
  missingRates: [],
});

const cards = [card("one", 1000, "USD"), card("two", 500, "EUR")];
const rates = new Map([["EUR", 1.1]]);
const board: BoardData = {
  pipeline: {
    id: "p",
    name: "p",
    description: null,
    order: 1,
    isDefault: true,
    requiresWonReason: false,
    requiresLostReason: false,
    stages,
    createdAt: "",
    updatedAt: "",
    archivedAt: null,
  },
  columns: stages.map((one) => ({
    stage: one,
    sum: one.id === "a" ? sum(2, 1550, 155) : sum(0, 0, 0),
    cards: one.id === "a" ? cards : [],
    hasMore: false,
  })),
  sum: sum(2, 1550, 155),
};

test("cards and sums move together, each currency at its rate", () => {
  const moved = moveOnBoard(board, cards, stages[1]!, rates);
  expect(moved.columns.map((column) => [column.sum.count, column.sum.value, column.sum.weighted])).toEqual([
    [0, 0, 0],
    [2, 1550, 775],
    [0, 0, 0],
  ]);
  expect([moved.sum.count, moved.sum.value, moved.sum.weighted]).toEqual([2, 1550, 775]);
});

test("a won deal leaves the open sum, and going back restores every figure", () => {
  const won = moveOnBoard(board, [cards[0]!], stages[2]!, rates);
  expect([won.sum.count, won.sum.value]).toEqual([1, 550]);
  const back = moveOnBoard(won, won.columns[2]!.cards, stages[0]!, rates);
  expect(back.columns[0]!.sum).toMatchObject({ count: 2, value: 1550, weighted: 155 });
  expect(back.sum).toMatchObject({ count: 2, value: 1550, weighted: 155 });
});
