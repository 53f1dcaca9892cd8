// Web forms: the public face of the module.
export { formsRouter } from "./router";
