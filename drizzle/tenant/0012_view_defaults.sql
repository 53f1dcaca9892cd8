CREATE TABLE "view_defaults" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"record_type" text NOT NULL,
	"view_id" uuid NOT NULL,
	CONSTRAINT "view_defaults_tenant_id_user_id_record_type_pk" PRIMARY KEY("tenant_id","user_id","record_type")
);
