CREATE TABLE "revert_outcomes" (
	"tenant_id" uuid NOT NULL,
	"change_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"record_type" text NOT NULL,
	"record_id" text NOT NULL,
	"fields" text[] NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "revert_outcomes_tenant_id_change_id_outcome_id_pk" PRIMARY KEY("tenant_id","change_id","outcome","id"),
	CONSTRAINT "revert_outcomes_outcome" CHECK ("revert_outcomes"."outcome" in ('kept', 'failed'))
);
