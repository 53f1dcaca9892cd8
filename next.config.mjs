/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
  // `npm test` checks the types in a stage of its own, with one message for the whole project.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pg", "postgres", "@node-rs/argon2", "graphile-worker", "pino"],
};
