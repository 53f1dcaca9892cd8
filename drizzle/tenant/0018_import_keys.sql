CREATE TABLE "import_keys" (
	"tenant_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"record_type" text NOT NULL,
	"key" uuid NOT NULL,
	"row" integer NOT NULL,
	"record_id" uuid NOT NULL,
	"name" text NOT NULL,
	"is_name" boolean NOT NULL,
	CONSTRAINT "import_keys_tenant_id_import_id_record_type_key_pk" PRIMARY KEY("tenant_id","import_id","record_type","key")
);
--> statement-breakpoint
CREATE INDEX "import_keys_name" ON "import_keys" USING btree ("tenant_id","import_id","record_type") WHERE "import_keys"."is_name";