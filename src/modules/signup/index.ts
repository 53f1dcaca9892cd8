// Coming in: the public face of the module.
export { signupRouter } from "./router";
