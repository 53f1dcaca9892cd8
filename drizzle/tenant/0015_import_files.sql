ALTER TABLE "import_rows" ADD COLUMN "file" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "import_rows" ADD COLUMN "has_warning" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "files" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "import_rows_warning" ON "import_rows" USING btree ("tenant_id","import_id","row") WHERE "import_rows"."has_warning";