// Who looks at what: the public face of the module.
export { presenceRouter } from "./router";
