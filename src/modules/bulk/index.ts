// Bulk: imports and their jobs, the public face of the module.
export { importJob, purgeImportFiles } from "./jobs";
export { planJob } from "./plan-job";
export { importsRouter } from "./plan-router";
export { bulkRouter } from "./router";
