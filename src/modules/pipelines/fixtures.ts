// Pipelines for tests.
import type { IdFixtures } from "@/test/fixtures";

type Made = { id: string; stages: { id: string }[] };

export const idFixtures: IdFixtures = {
  pipelineId: async (call) =>
    (await call<Made>("pipelines.create", { name: "Partner sales", stages: [{ name: "First talk" }] })).id,
  stageId: async (call, world) =>
    (await call<Made>("pipelines.get", { pipelineId: world.pipelineId })).stages[0]!.id,
  reasonId: async (call) =>
    (await call<{ id: string }[]>("pipelines.createReason", { outcome: "lost", label: "Went silent" })).at(
      -1,
    )!.id,
};
