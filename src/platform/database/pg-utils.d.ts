declare module "pg/lib/utils.js" {
  /** How the driver puts a value into a message. */
  const utils: { prepareValue: (value: unknown) => string | Buffer | null };
  export default utils;
}
