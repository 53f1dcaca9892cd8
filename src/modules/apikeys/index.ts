// API keys and personal tokens: the public face of the module.
export { type Authenticated, authenticateApiKey, authenticatePersonalToken } from "./authenticate";
export {
  createApiKey,
  createPersonalToken,
  type KeyToMake,
  type MadeKey,
  type MadeToken,
  type TokenToMake,
} from "./make";
export { apiKeysRouter, personalTokensRouter } from "./router";
