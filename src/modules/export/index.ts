// Exports: the public face of the module.
export { exportRouter } from "./router";
