// Tags: the public face of the module.
export { tagsRouter } from "./router";
