// People: the public face of the module.
export { actorOf, findMember, type Member, readPermissions } from "./actor";
export { addMembers, hasNoAddress, type NewMember } from "./members";
export { invitationsRouter, meRouter, usersRouter } from "./router";
export { personName } from "./schema";
export { updateUser } from "./service";
