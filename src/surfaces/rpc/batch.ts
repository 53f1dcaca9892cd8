/** Queries in one request of a page: they count as one for the rate limit, so there is an end to them. */
export const maxBatchSize = 20;
