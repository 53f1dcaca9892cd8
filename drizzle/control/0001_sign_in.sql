CREATE TABLE "attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"blocked_until" timestamp(3) with time zone,
	"last_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "previous_lookup_hash" text;--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "previous_secret_hash" text;--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "previous_expires_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "rotated_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "password_resets" ADD COLUMN "purpose" text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "email_verified_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "is_remembered" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_previous_lookup" ON "credentials" USING btree ("previous_lookup_hash");--> statement-breakpoint
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_purpose" CHECK ("password_resets"."purpose" in ('password', 'email'));