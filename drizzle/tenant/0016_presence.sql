CREATE UNLOGGED TABLE "presences" (
	"tenant_id" uuid NOT NULL,
	"tab" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"record_type" text NOT NULL,
	"record_id" uuid NOT NULL,
	"field" text,
	"seen_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "presences_tenant_id_tab_pk" PRIMARY KEY("tenant_id","tab")
);
--> statement-breakpoint
CREATE INDEX "presences_record" ON "presences" USING btree ("tenant_id","record_id");--> statement-breakpoint
CREATE INDEX "presences_seen" ON "presences" USING btree ("tenant_id","seen_at");