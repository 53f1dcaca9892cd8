// Bulk: imports and their jobs, the public face of the module.
export { importJob, purgeImportFiles } from "./jobs";
export { bulkRouter } from "./router";
