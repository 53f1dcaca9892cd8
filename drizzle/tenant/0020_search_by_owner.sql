DROP INDEX "accounts_search";--> statement-breakpoint
DROP INDEX "attachments_search";--> statement-breakpoint
DROP INDEX "calendar_events_search";--> statement-breakpoint
DROP INDEX "communications_search";--> statement-breakpoint
DROP INDEX "notes_search";--> statement-breakpoint
DROP INDEX "tasks_search";--> statement-breakpoint
DROP INDEX "contacts_search";--> statement-breakpoint
DROP INDEX "deals_search";--> statement-breakpoint
DROP INDEX "leads_search";--> statement-breakpoint
DROP INDEX "products_search";--> statement-breakpoint
CREATE INDEX "accounts_search" ON "accounts" USING gin (search_text gin_trgm_ops,"owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "attachments_search" ON "attachments" USING gin (search_text gin_trgm_ops,"owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "calendar_events_search" ON "calendar_events" USING gin (search_text gin_trgm_ops,"owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "communications_search" ON "communications" USING gin (search_text gin_trgm_ops,"owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "notes_search" ON "notes" USING gin (search_text gin_trgm_ops,"owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tasks_search" ON "tasks" USING gin (search_text gin_trgm_ops,"owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_search" ON "contacts" USING gin (search_text gin_trgm_ops,"owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_search" ON "deals" USING gin (search_text gin_trgm_ops,"owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_search" ON "leads" USING gin (search_text gin_trgm_ops,"owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "products_search" ON "products" USING gin (search_text gin_trgm_ops,"owner_id") WHERE deleted_at is null;