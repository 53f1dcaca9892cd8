// Operations: the three words a module's author learns — operation, read, write.

export { tracked } from "@trpc/server";
export {
  Ctx,
  type Download,
  type RecordedChange,
  type RequestInfo,
  type Source,
  type Upload,
} from "./context";
export { fromZod, toAppError } from "./error-shape";
export { gathered } from "./gather";
export {
  enterOperation,
  inWrite,
  isOutputEnforced,
  mergeRouters,
  type OperationContext,
  type OperationMeta,
  operation,
  outside,
  type RpcContext,
  read,
  router,
  securityEvent,
  unwrapError,
  write,
} from "./operation";
