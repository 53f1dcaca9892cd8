// Pipelines: the public face of the module.
export { pipelineError } from "./errors";
export { pipelineChanged } from "./events";
export { choosePipeline, chooseStage, findStage, loadPipelines, pipelineOf } from "./load";
export { listCloseReasons } from "./reasons";
export { pipelinesRouter } from "./router";
export { CloseReason, Pipeline, PipelineId, Stage, StageRef } from "./schema";
export { createPipeline, firstPipeline, getPipeline, listPipelines } from "./service";
export { createStage, type DealMover, registerDealMover } from "./stages";
