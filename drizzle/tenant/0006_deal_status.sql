ALTER TABLE "deals" DROP CONSTRAINT "deals_closed_when";--> statement-breakpoint
ALTER TABLE "deals" DROP CONSTRAINT "deals_stage_fk";--> statement-breakpoint
DROP INDEX "deals_closed";--> statement-breakpoint
ALTER TABLE "deals" ALTER COLUMN "status" DROP EXPRESSION;--> statement-breakpoint
ALTER TABLE "deals" DROP COLUMN "outcome";--> statement-breakpoint
ALTER TABLE "deals" ADD COLUMN "outcome" text GENERATED ALWAYS AS (case status when 'active' then 'open' else status end) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "deals_closed" ON "deals" USING btree ("tenant_id","status","actual_close_date") WHERE deleted_at is null;--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_stage_fk" FOREIGN KEY ("tenant_id","pipeline_id","stage_id","stage","outcome") REFERENCES "pipeline_stages"("tenant_id","pipeline_id","id","key","outcome") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_status" CHECK (status in ('active', 'won', 'lost'));--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_closed_when" CHECK ((status = 'active') = (actual_close_date is null));
