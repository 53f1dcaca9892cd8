// Jobs: work that is asked for in a transaction and done after it, whatever is killed in between.
export { defineJob, defineScheduled, enqueue, type Job, type JobRun, JobStopped, wakeJobs } from "./define";
export { Pace } from "./pace";
export { allTenants, purgeDeletedRecords, purgeEvents, purgeIdempotencyKeys } from "./purge";
export { type Jobs, startJobs } from "./runner";
export { tidyKeptOrders } from "./tidy-orders";
