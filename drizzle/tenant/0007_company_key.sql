DROP INDEX "contacts_name_key";--> statement-breakpoint
DROP INDEX "leads_name_key";--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "company_key" text GENERATED ALWAYS AS (control.fold(company)) STORED;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "company_key" text GENERATED ALWAYS AS (control.fold(company)) STORED;--> statement-breakpoint
CREATE INDEX "contacts_name_key" ON "contacts" USING btree ("tenant_id","name_key","company_key") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_name_key" ON "leads" USING btree ("tenant_id","name_key","company_key") WHERE deleted_at is null;