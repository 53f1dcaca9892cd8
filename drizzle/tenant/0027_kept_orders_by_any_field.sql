DROP INDEX "kept_orders_field";--> statement-breakpoint
ALTER TABLE "kept_orders" ALTER COLUMN "field_id" SET DATA TYPE text;--> statement-breakpoint
CREATE UNIQUE INDEX "kept_orders_field" ON "kept_orders" USING btree ("tenant_id","record_type","field_id") WHERE state <> 'dropped';