DROP INDEX "leads_owner";--> statement-breakpoint
DROP INDEX "products_owner";--> statement-breakpoint
CREATE INDEX "attachments_updated" ON "attachments" USING btree ("tenant_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_owner_status" ON "leads" USING btree ("tenant_id","owner_id","status") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "products_updated" ON "products" USING btree ("tenant_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "products_tags" ON "products" USING gin ("tenant_id","tags") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_owner" ON "leads" USING btree ("tenant_id","owner_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "products_owner" ON "products" USING btree ("tenant_id","owner_id","created_at") WHERE deleted_at is null;