DROP INDEX "audit_log_record";--> statement-breakpoint
DROP INDEX "change_sets_created";--> statement-breakpoint
DROP INDEX "change_sets_user";--> statement-breakpoint
ALTER TABLE "audit_log" DROP CONSTRAINT "audit_log_tenant_id_id_pk";--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_tenant_id_record_id_id_pk" PRIMARY KEY("tenant_id","record_id","id");--> statement-breakpoint
CREATE INDEX "change_sets_source" ON "change_sets" USING btree ("tenant_id","source","id") WHERE source not in ('rpc', 'rest');--> statement-breakpoint
CREATE INDEX "change_sets_reverts" ON "change_sets" USING btree ("tenant_id","reverts") WHERE reverts is not null;--> statement-breakpoint
CREATE INDEX "change_sets_user" ON "change_sets" USING btree ("tenant_id","user_id","id");