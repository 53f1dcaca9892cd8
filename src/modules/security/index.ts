// The security log: the public face of the module.
export { securityRouter } from "./router";
