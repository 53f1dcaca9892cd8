// People: the public face of the module.
export { actorOf, findMember, type Member, readPermissions } from "./actor";
