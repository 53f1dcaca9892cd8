/** What `Menu` is made of, in a chunk of its own. */
export { Menu } from "@mantine/core";
