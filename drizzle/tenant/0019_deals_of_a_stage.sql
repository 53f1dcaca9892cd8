DROP INDEX "deals_stage";--> statement-breakpoint
CREATE INDEX "deals_stage" ON "deals" USING btree ("tenant_id","stage_id","created_at","id");