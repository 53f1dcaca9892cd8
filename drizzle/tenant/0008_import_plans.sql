CREATE TABLE "import_rows" (
	"tenant_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"row" integer NOT NULL,
	"line" integer,
	"cells" jsonb NOT NULL,
	"fault" jsonb,
	"action" text NOT NULL,
	"parts" jsonb NOT NULL,
	"is_excluded" boolean DEFAULT false NOT NULL,
	"is_edited" boolean DEFAULT false NOT NULL,
	CONSTRAINT "import_rows_tenant_id_import_id_row_pk" PRIMARY KEY("tenant_id","import_id","row")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"owner_id" uuid,
	"file_name" text,
	"source_key" text NOT NULL,
	"form" jsonb NOT NULL,
	"columns" jsonb NOT NULL,
	"targets" jsonb NOT NULL,
	"plan_job_id" uuid,
	"commit_job_id" uuid,
	"change_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "imports_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "import_links" ADD COLUMN "record_type" text DEFAULT 'account' NOT NULL;--> statement-breakpoint
CREATE INDEX "import_rows_action" ON "import_rows" USING btree ("tenant_id","import_id","action","row");--> statement-breakpoint
CREATE INDEX "imports_created" ON "imports" USING btree ("tenant_id","created_at","id");