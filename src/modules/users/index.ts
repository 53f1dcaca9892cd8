// People: the public face of the module.
export { actorOf, findMember, type Member, readPermissions } from "./actor";
export { invitationsRouter, meRouter, usersRouter } from "./router";
export { personName } from "./schema";
