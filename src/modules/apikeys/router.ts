// The operations on API keys and personal tokens: a table of contents.
import { z } from "zod";
import { operation, outside, read, router, write } from "@/kernel/operation";
import { paging } from "@/kernel/query/paged-rows";
import { apiKeyCreated, apiKeyRevoked, apiKeyRotated, apiKeyUpdated } from "./events";
import { createToken, listPersonalTokens, revokePersonalToken } from "./personal-tokens";
import {
  ApiKey,
  ApiKeyPage,
  ApiKeyPatch,
  ApiKeyWithSecret,
  keyId,
  NewApiKey,
  NewPersonalToken,
  PersonalToken,
  PersonalTokenPage,
  PersonalTokenWithSecret,
  RotateApiKey,
  tokenId,
} from "./schema";
import { createKey, getApiKey, listApiKeys, revokeApiKey, rotateApiKey, updateApiKey } from "./service";

const ById = z.strictObject({ keyId });

export const apiKeysRouter = router({
  list: operation({ title: "List API keys", permission: "api_keys:read", rest: "GET /api-keys" })
    .input(z.strictObject(paging))
    .output(ApiKeyPage)
    .query(read(listApiKeys)),
  get: operation({ title: "Get an API key", permission: "api_keys:read", rest: "GET /api-keys/{keyId}" })
    .input(ById)
    .output(ApiKey)
    .query(read(getApiKey)),
  create: operation({
    title: "Create an API key",
    description:
      "Key and secret are in this answer only. It gets no permission that its maker does not hold.",
    permission: "api_keys:write",
    rest: "POST /api-keys",
    status: 201,
    emits: [apiKeyCreated],
  })
    .input(NewApiKey)
    .output(ApiKeyWithSecret)
    .mutation(outside(createKey)),
  update: operation({
    title: "Update an API key",
    permission: "api_keys:write",
    rest: "PUT /api-keys/{keyId}",
    emits: [apiKeyUpdated],
  })
    .input(ApiKeyPatch)
    .output(ApiKey)
    .mutation(write(updateApiKey)),
  rotate: operation({
    title: "Rotate an API key",
    description: "A new pair of key and secret; the former one works for `overlap_hours` more.",
    permission: "api_keys:write",
    rest: "POST /api-keys/{keyId}/rotate",
    status: 200,
    emits: [apiKeyRotated],
  })
    .input(RotateApiKey)
    .output(ApiKeyWithSecret)
    .mutation(outside(rotateApiKey)),
  revoke: operation({
    title: "Revoke an API key",
    description: "It stops working at once and cannot be brought back.",
    permission: "api_keys:write",
    rest: "DELETE /api-keys/{keyId}",
    emits: [apiKeyRevoked],
  })
    .input(ById)
    .output(ApiKey)
    .mutation(write(revokeApiKey)),
});

export const personalTokensRouter = router({
  list: operation({ title: "List my tokens", permission: null, rest: "GET /personal-tokens" })
    .input(z.strictObject(paging))
    .output(PersonalTokenPage)
    .query(read(listPersonalTokens)),
  create: operation({
    title: "Create a personal token",
    description: "For `Authorization: Bearer …`; it may do what you may. Shown in this answer only.",
    permission: null,
    rest: "POST /personal-tokens",
    status: 201,
  })
    .input(NewPersonalToken)
    .output(PersonalTokenWithSecret)
    .mutation(outside(createToken)),
  revoke: operation({
    title: "Revoke one of my tokens",
    permission: null,
    rest: "DELETE /personal-tokens/{tokenId}",
  })
    .input(z.strictObject({ tokenId }))
    .output(PersonalToken)
    .mutation(write(revokePersonalToken)),
});
