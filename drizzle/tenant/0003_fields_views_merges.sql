CREATE TABLE "deleted_field_values" (
	"tenant_id" uuid NOT NULL,
	"field_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"value" jsonb NOT NULL,
	CONSTRAINT "deleted_field_values_tenant_id_field_id_record_id_pk" PRIMARY KEY("tenant_id","field_id","record_id")
);
--> statement-breakpoint
CREATE TABLE "field_values" (
	"tenant_id" uuid NOT NULL,
	"field_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"ordinal" smallint DEFAULT 0 NOT NULL,
	"text_value" text,
	"integer_value" bigint,
	"number_value" double precision,
	"time_value" timestamp(3) with time zone,
	"bool_value" boolean,
	"uuid_value" uuid,
	"unique_key" text,
	CONSTRAINT "field_values_tenant_id_record_id_field_id_ordinal_pk" PRIMARY KEY("tenant_id","record_id","field_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "kept_separate" (
	"tenant_id" uuid NOT NULL,
	"record_type" text NOT NULL,
	"first_id" uuid NOT NULL,
	"second_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"created_by" uuid,
	CONSTRAINT "kept_separate_tenant_id_first_id_second_id_pk" PRIMARY KEY("tenant_id","first_id","second_id")
);
--> statement-breakpoint
CREATE TABLE "merge_links" (
	"tenant_id" uuid NOT NULL,
	"merge_id" uuid NOT NULL,
	"table_name" text NOT NULL,
	"column_name" text NOT NULL,
	"row_id" uuid NOT NULL,
	"from_id" uuid NOT NULL,
	"removed_row" jsonb,
	CONSTRAINT "merge_links_tenant_id_merge_id_table_name_column_name_row_id_pk" PRIMARY KEY("tenant_id","merge_id","table_name","column_name","row_id")
);
--> statement-breakpoint
CREATE TABLE "merged_records" (
	"tenant_id" uuid NOT NULL,
	"loser_id" uuid NOT NULL,
	"winner_id" uuid NOT NULL,
	"merge_id" uuid NOT NULL,
	"record_type" text NOT NULL,
	CONSTRAINT "merged_records_tenant_id_loser_id_pk" PRIMARY KEY("tenant_id","loser_id")
);
--> statement-breakpoint
CREATE TABLE "merges" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"record_type" text NOT NULL,
	"winner_id" uuid NOT NULL,
	"loser_ids" uuid[] NOT NULL,
	"winner_before" jsonb NOT NULL,
	"winner_after" jsonb NOT NULL,
	"change_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"created_by" uuid,
	"undone_at" timestamp(3) with time zone,
	"undone_change_id" uuid,
	CONSTRAINT "merges_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "tags" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"color" text,
	"description" text,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tags_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "view_favourites" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"view_id" uuid NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "view_favourites_tenant_id_user_id_view_id_pk" PRIMARY KEY("tenant_id","user_id","view_id")
);
--> statement-breakpoint
CREATE TABLE "views" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"record_type" text NOT NULL,
	"name" text NOT NULL,
	"layout" text DEFAULT 'table' NOT NULL,
	"query" jsonb NOT NULL,
	"columns" text[] DEFAULT '{}'::text[] NOT NULL,
	"pinned" text[] DEFAULT '{}'::text[] NOT NULL,
	"widths" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"group_by" text,
	"calculations" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"visibility" text NOT NULL,
	"owner_id" uuid,
	"team_id" uuid,
	"position" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "views_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "views_visibility" CHECK ("views"."visibility" in ('private', 'team', 'workspace'))
);
--> statement-breakpoint
ALTER TABLE "custom_fields" ADD COLUMN "is_unique" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "custom_fields" ADD COLUMN "default_value" jsonb;--> statement-breakpoint
ALTER TABLE "custom_fields" ADD COLUMN "target_type" text;--> statement-breakpoint
ALTER TABLE "custom_fields" ADD COLUMN "currency" text;--> statement-breakpoint
ALTER TABLE "custom_fields" ADD COLUMN "formula" text;--> statement-breakpoint
ALTER TABLE "custom_fields" ADD COLUMN "rollup" jsonb;--> statement-breakpoint
CREATE INDEX "field_values_text" ON "field_values" USING btree ("tenant_id","field_id","text_value","record_id") WHERE text_value is not null;--> statement-breakpoint
CREATE INDEX "field_values_integer" ON "field_values" USING btree ("tenant_id","field_id","integer_value","record_id") WHERE integer_value is not null;--> statement-breakpoint
CREATE INDEX "field_values_number" ON "field_values" USING btree ("tenant_id","field_id","number_value","record_id") WHERE number_value is not null;--> statement-breakpoint
CREATE INDEX "field_values_time" ON "field_values" USING btree ("tenant_id","field_id","time_value","record_id") WHERE time_value is not null;--> statement-breakpoint
CREATE INDEX "field_values_bool" ON "field_values" USING btree ("tenant_id","field_id","bool_value","record_id") WHERE bool_value is not null;--> statement-breakpoint
CREATE INDEX "field_values_uuid" ON "field_values" USING btree ("tenant_id","field_id","uuid_value","record_id") WHERE uuid_value is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "field_values_unique" ON "field_values" USING btree ("tenant_id","field_id","unique_key") WHERE unique_key is not null;--> statement-breakpoint
CREATE INDEX "merged_records_winner" ON "merged_records" USING btree ("tenant_id","winner_id");--> statement-breakpoint
CREATE INDEX "merges_winner" ON "merges" USING btree ("tenant_id","winner_id");--> statement-breakpoint
CREATE INDEX "merges_change" ON "merges" USING btree ("tenant_id","change_id");--> statement-breakpoint
CREATE UNIQUE INDEX "tags_name" ON "tags" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE INDEX "views_type" ON "views" USING btree ("tenant_id","record_type","position") WHERE deleted_at is null;--> statement-breakpoint
-- Values and tags that records hold already. The owner is under the policies too, which let it see nothing: they are
-- forced again at the end of this very transaction.
ALTER TABLE "contacts" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "accounts" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "custom_fields" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
INSERT INTO "field_values" ("tenant_id", "record_id", "field_id", "ordinal", "text_value")
SELECT r."tenant_id", r."id", c."id", 0, left(r."custom_fields" ->> c."key", 300)
FROM (SELECT 'contact' AS "type", "tenant_id", "id", "custom_fields" FROM "contacts" UNION ALL SELECT 'account', "tenant_id", "id", "custom_fields" FROM "accounts") r
JOIN "custom_fields" c ON c."tenant_id" = r."tenant_id" AND c."record_type" = r."type" AND c."deleted_at" IS NULL AND c."kind" = 'text'
WHERE r."custom_fields" ->> c."key" IS NOT NULL;--> statement-breakpoint
INSERT INTO "tags" ("tenant_id", "id", "name")
SELECT w."tenant_id", gen_random_uuid(), w."word" FROM (
  SELECT DISTINCT "tenant_id", unnest("tags") AS "word" FROM "contacts" UNION SELECT DISTINCT "tenant_id", unnest("tags") FROM "accounts"
) w ON CONFLICT DO NOTHING;
