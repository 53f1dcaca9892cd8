CREATE TABLE "import_links" (
	"tenant_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"row" integer NOT NULL,
	"line" integer,
	"column" text NOT NULL,
	"field" text NOT NULL,
	"record_id" uuid NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "import_links_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "import_problems" (
	"tenant_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"row" integer NOT NULL,
	"line" integer,
	"column" text,
	"field" text,
	"severity" text NOT NULL,
	"code" text NOT NULL,
	"message" text NOT NULL,
	"value" text,
	CONSTRAINT "import_problems_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "import_problems_severity" CHECK ("import_problems"."severity" in ('error', 'warning'))
);
--> statement-breakpoint
CREATE INDEX "import_links_job" ON "import_links" USING btree ("tenant_id","job_id","id");--> statement-breakpoint
CREATE INDEX "import_problems_job" ON "import_problems" USING btree ("tenant_id","job_id","row","id");