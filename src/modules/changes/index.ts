// History and undo: the public face of the module.
export { lockChange, type Reverser, registerReverser } from "./revert";
export { changesRouter } from "./router";
export { isUndoneSql } from "./standing";
