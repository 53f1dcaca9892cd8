// Fields: the public face of the module.
export { fieldsRouter } from "./router";
