// Many records at once: the public face of the module.
export { intervals } from "./group";
export { requestOfJob } from "./jobs";
export { recordsRouter } from "./router";
export { queryOf, typeNamed } from "./selection";
export { calculations } from "./summarize";
