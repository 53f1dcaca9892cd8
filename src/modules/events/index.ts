// Events: the public face of the module.
export { eventsRouter } from "./router";
export type { EventMessage } from "./schema";
export { type Audience, audienceOf } from "./visibility";
