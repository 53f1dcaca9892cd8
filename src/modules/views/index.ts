// Saved views: the public face of the module.
export { viewsRouter } from "./router";
