// Search: the public face of the module.
export { searchRouter } from "./router";
