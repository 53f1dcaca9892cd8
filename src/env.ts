// The only reader of process.env: every setting of the process, validated once.
import { z } from "zod";

const Env = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  /** Public address of the product, when a proxy stands in front of it. */
  APP_URL: z.url().optional(),
  /** An external PostgreSQL (15 or later). Absent: the embedded one. */
  DATABASE_URL: z.string().optional(),
  DATA_DIR: z.string().default(".data"),
  /** Secret of the session cookie. Absent: generated once and kept in DATA_DIR. */
  AUTH_SECRET: z.string().min(16).optional(),
  SMTP_URL: z.string().optional(),
  MAIL_FROM: z.string().default("Meridian <no-reply@localhost>"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  /** Comma-separated further origins whose pages may call the API from a browser. */
  CORS_ORIGINS: z.string().default(""),
  /** How many proxies stand in front and name the client in X-Forwarded-For; 0: nobody's word is taken. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  /** Fill a database of your own with the demo workspace (the embedded one gets it by itself). */
  SEED_DEMO: z
    .enum(["0", "1", "false", "true"])
    .optional()
    .transform((text) => text === "1" || text === "true"),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(10),
  /** Generated inputs per operation in the fuzz test. */
  FUZZ_RUNS: z.coerce.number().int().min(1).default(40),
  /** Connections killed in the fault test. */
  FAULT_KILLS: z.coerce.number().int().min(1).default(200),
});
export type Env = z.infer<typeof Env>;

export const env: Env = Env.parse(process.env);
