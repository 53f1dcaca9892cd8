// The developer mailbox: the public face of the module.
export { mailboxRouter } from "./router";
