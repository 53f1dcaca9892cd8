// Merging and un-merging: the public face of the module.
export { mergeRouter } from "./router";
