// The operations on one's own sessions and password: a table of contents.
import { z } from "zod";
import { operation, outside, router } from "@/kernel/operation";
import { paging } from "@/kernel/query/paged-rows";
import { changePassword, requestPasswordReset, resetPassword, verifyEmail } from "./reset";
import {
  ChangePassword,
  Count,
  Done,
  linkToken,
  RequestReset,
  ResetPassword,
  RevokeSessions,
  SessionById,
  SessionPage,
  SwitchTenant,
} from "./schema";
import { listSessions, revokeSession, revokeSessions, switchTenant } from "./service";

const linkErrors = { LINK_INVALID: "The link has been used, has expired or never was" };

export const sessionsRouter = router({
  list: operation({ title: "List my sessions", permission: null, rest: "GET /me/sessions" })
    .input(z.strictObject(paging))
    .output(SessionPage)
    .query(outside(listSessions)),
  revoke: operation({
    title: "End one of my sessions",
    permission: null,
    rest: "DELETE /me/sessions/{sessionId}",
  })
    .input(SessionById)
    .output(Count)
    .mutation(outside(revokeSession)),
  revokeAll: operation({
    title: "Sign out everywhere",
    permission: null,
    rest: "POST /me/sessions/revoke",
    status: 200,
  })
    .input(RevokeSessions)
    .output(Count)
    .mutation(outside(revokeSessions)),
  switchTenant: operation({ title: "Work in another of my workspaces", permission: null })
    .input(SwitchTenant)
    .output(Done)
    .mutation(outside(switchTenant)),
  changePassword: operation({
    title: "Change my password",
    description: "My other sessions end.",
    permission: null,
    rest: "PUT /me/password",
    errors: { PASSWORD_WRONG: "The current password is wrong" },
  })
    .input(ChangePassword)
    .output(Done)
    .mutation(outside(changePassword)),
  requestPasswordReset: operation({
    title: "Ask for a link to set a new password",
    description: "Answers the same whether or not the e-mail is known.",
    permission: "public",
  })
    .input(RequestReset)
    .output(Done)
    .mutation(outside(requestPasswordReset)),
  resetPassword: operation({
    title: "Set a new password with a mailed link",
    description: "The link works once, for an hour; all sessions of the person end.",
    permission: "public",
    errors: linkErrors,
  })
    .input(ResetPassword)
    .output(Done)
    .mutation(outside(resetPassword)),
  verifyEmail: operation({
    title: "Confirm an e-mail address with a mailed link",
    permission: "public",
    errors: linkErrors,
  })
    .input(z.strictObject({ token: linkToken }))
    .output(Done)
    .mutation(outside(verifyEmail)),
});
