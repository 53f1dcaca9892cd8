// The operations on people: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { paging } from "@/kernel/query/paged-rows";
import { userDeactivated, userInvited, userReactivated, userUpdated } from "./events";
import { inviteUser, listInvitations, revokeInvitation } from "./invitations";
import { getMe, updateMe } from "./me";
import {
  Invitation,
  InvitationPage,
  Invite,
  invitationId,
  Me,
  MePatch,
  User,
  UserPage,
  UserPatch,
  UserQuery,
  userId,
} from "./schema";
import { deactivateUser, getUser, listUsers, reactivateUser, updateUser } from "./service";
import { WhoMay, WhoMayQuery, whoMay } from "./who-may";

const ById = z.strictObject({ userId });
const lastAdmin = { LAST_ADMIN: "The workspace would be left without an administrator" };

export const usersRouter = router({
  list: operation({ title: "List people", permission: "users:read", rest: "GET /users" })
    .input(UserQuery)
    .output(UserPage)
    .query(read(listUsers)),
  get: operation({ title: "Get a person", permission: "users:read", rest: "GET /users/{userId}" })
    .input(ById)
    .output(User)
    .query(read(getUser)),
  whoMay: operation({
    title: "List whom to ask",
    description: "The people who may do something to everyone's records: whom to ask for it.",
    permission: "users:read",
    rest: "GET /users/who-may",
  })
    .input(WhoMayQuery)
    .output(WhoMay)
    .query(read(whoMay)),
  invite: operation({
    title: "Invite someone",
    description: "Mails a link that works once, for seven days; a second invitation replaces the first.",
    permission: "users:write",
    rest: "POST /users/invite",
    status: 201,
    emits: [userInvited],
    errors: { ALREADY_MEMBER: "The person is in the workspace already; `details.status` says how" },
  })
    .input(Invite)
    .output(Invitation)
    .mutation(write(inviteUser)),
  update: operation({
    title: "Update a person",
    description:
      "Name, title, team, department and roles; nobody gives a role that may do more than they may.",
    permission: "users:write",
    rest: "PUT /users/{userId}",
    emits: [userUpdated],
    errors: lastAdmin,
  })
    .input(UserPatch)
    .output(User)
    .mutation(write(updateUser)),
  deactivate: operation({
    title: "Deactivate a person",
    description: "Their sessions, tokens and keys stop working in this workspace at once.",
    permission: "users:write",
    rest: "POST /users/{userId}/deactivate",
    status: 200,
    emits: [userDeactivated],
    errors: lastAdmin,
  })
    .input(ById)
    .output(User)
    .mutation(write(deactivateUser)),
  reactivate: operation({
    title: "Reactivate a person",
    permission: "users:write",
    rest: "POST /users/{userId}/reactivate",
    status: 200,
    emits: [userReactivated],
  })
    .input(ById)
    .output(User)
    .mutation(write(reactivateUser)),
});

export const invitationsRouter = router({
  list: operation({ title: "List open invitations", permission: "users:write", rest: "GET /invitations" })
    .input(z.strictObject(paging))
    .output(InvitationPage)
    .query(read(listInvitations)),
  revoke: operation({
    title: "Take an invitation back",
    permission: "users:write",
    rest: "DELETE /invitations/{invitationId}",
  })
    .input(z.strictObject({ invitationId }))
    .output(z.strictObject({ id: invitationId }))
    .mutation(write(revokeInvitation)),
});

export const meRouter = router({
  get: operation({
    title: "Get who I am",
    description: "The person or key that asks, what it may do, and the workspaces it belongs to.",
    permission: null,
    rest: "GET /me",
  })
    .input(z.strictObject({}))
    .output(Me)
    .query(read(getMe)),
  update: operation({
    title: "Change my name",
    description: "As the colleagues of this workspace see it.",
    permission: null,
    rest: "PUT /me",
    emits: [userUpdated],
  })
    .input(MePatch)
    .output(Me)
    .mutation(write(updateMe)),
});
