// Web forms: the public face of the module.
export { controlId, escapeHtml, fieldMarkup, honeypotMarkup } from "./markup";
export { formsRouter } from "./router";
export { PublicForm, type SentValues, Submitted } from "./schema";
