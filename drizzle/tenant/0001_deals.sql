CREATE TABLE "currency_rates" (
	"tenant_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"rate" numeric(30, 15) NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"updated_by" uuid,
	CONSTRAINT "currency_rates_tenant_id_currency_pk" PRIMARY KEY("tenant_id","currency"),
	CONSTRAINT "currency_rates_positive" CHECK (rate > 0)
);
--> statement-breakpoint
CREATE TABLE "currency_settings" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"base_currency" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deal_collaborators" (
	"tenant_id" uuid NOT NULL,
	"deal_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "deal_collaborators_tenant_id_deal_id_user_id_pk" PRIMARY KEY("tenant_id","deal_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "deal_contacts" (
	"tenant_id" uuid NOT NULL,
	"deal_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "deal_contacts_tenant_id_deal_id_contact_id_pk" PRIMARY KEY("tenant_id","deal_id","contact_id")
);
--> statement-breakpoint
CREATE TABLE "deal_line_items" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"deal_id" uuid NOT NULL,
	"product_id" uuid,
	"name" text NOT NULL,
	"quantity" numeric(14, 4) NOT NULL,
	"unit_price" bigint NOT NULL,
	"discount_percent" numeric(7, 4) NOT NULL,
	"total" bigint NOT NULL,
	"position" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "deal_line_items_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "deal_line_items_quantity" CHECK (quantity > 0),
	CONSTRAINT "deal_line_items_discount" CHECK (discount_percent between 0 and 100)
);
--> statement-breakpoint
CREATE TABLE "deal_stage_history" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"deal_id" uuid NOT NULL,
	"pipeline_id" uuid NOT NULL,
	"stage_id" uuid NOT NULL,
	"stage" text NOT NULL,
	"stage_name" text NOT NULL,
	"outcome" text NOT NULL,
	"entered_at" timestamp(3) with time zone NOT NULL,
	"left_at" timestamp(3) with time zone,
	"duration_ms" bigint GENERATED ALWAYS AS ((extract(epoch from left_at - entered_at) * 1000)::bigint) STORED,
	"moved_by" uuid,
	"moved_by_name" text NOT NULL,
	"reason" text,
	CONSTRAINT "deal_stage_history_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "deal_stage_history_order" CHECK (left_at >= entered_at)
);
--> statement-breakpoint
CREATE TABLE "deals" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"owner_id" uuid,
	"tags" text[] DEFAULT '{}'::text[] NOT NULL,
	"custom_fields" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"created_by" uuid,
	"updated_by" uuid,
	"deleted_at" timestamp(3) with time zone,
	"title" text NOT NULL,
	"value" bigint DEFAULT 0 NOT NULL,
	"currency" text NOT NULL,
	"value_from_line_items" boolean DEFAULT false NOT NULL,
	"pipeline_id" uuid NOT NULL,
	"stage_id" uuid NOT NULL,
	"stage" text NOT NULL,
	"outcome" text NOT NULL,
	"status" text GENERATED ALWAYS AS (case outcome when 'open' then 'active' else outcome end) STORED NOT NULL,
	"stage_entered_at" timestamp(3) with time zone NOT NULL,
	"probability" integer NOT NULL,
	"contact_id" uuid,
	"account_id" uuid,
	"product_id" uuid,
	"expected_close_date" timestamp(3) with time zone,
	"actual_close_date" timestamp(3) with time zone,
	"close_reason" text,
	"description" text,
	"search_text" text GENERATED ALWAYS AS (control.fold(' ' || title)) STORED NOT NULL,
	CONSTRAINT "deals_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "deals_probability" CHECK (probability between 0 and 100),
	CONSTRAINT "deals_closed_when" CHECK ((outcome = 'open') = (actual_close_date is null))
);
--> statement-breakpoint
CREATE TABLE "close_reasons" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"label" text NOT NULL,
	"position" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "close_reasons_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "close_reasons_outcome" CHECK (outcome in ('won', 'lost'))
);
--> statement-breakpoint
CREATE TABLE "pipeline_stages" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"pipeline_id" uuid NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"probability" integer NOT NULL,
	"outcome" text DEFAULT 'open' NOT NULL,
	"rotting_days" integer,
	"required_fields" text[] DEFAULT '{}'::text[] NOT NULL,
	"required_activity" text,
	"required_role" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "pipeline_stages_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "pipeline_stages_whole" UNIQUE("tenant_id","pipeline_id","id","key","outcome"),
	CONSTRAINT "pipeline_stages_probability" CHECK (probability between 0 and 100),
	CONSTRAINT "pipeline_stages_outcome" CHECK (outcome in ('open', 'won', 'lost')),
	CONSTRAINT "pipeline_stages_rotting" CHECK (rotting_days > 0)
);
--> statement-breakpoint
CREATE TABLE "pipelines" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"position" integer NOT NULL,
	"requires_won_reason" boolean DEFAULT false NOT NULL,
	"requires_lost_reason" boolean DEFAULT false NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"archived_at" timestamp(3) with time zone,
	CONSTRAINT "pipelines_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "products" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"owner_id" uuid,
	"tags" text[] DEFAULT '{}'::text[] NOT NULL,
	"custom_fields" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"created_by" uuid,
	"updated_by" uuid,
	"deleted_at" timestamp(3) with time zone,
	"name" text NOT NULL,
	"sku" text,
	"category" text,
	"unit_price" bigint,
	"currency" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"description" text,
	"search_text" text GENERATED ALWAYS AS (control.fold(' ' || name || ' ' || coalesce(sku, '') || ' ' || coalesce(category, ''))) STORED NOT NULL,
	CONSTRAINT "products_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "deal_collaborators" ADD CONSTRAINT "deal_collaborators_deal_fk" FOREIGN KEY ("tenant_id","deal_id") REFERENCES "deals"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_collaborators" ADD CONSTRAINT "deal_collaborators_user_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_contacts" ADD CONSTRAINT "deal_contacts_deal_fk" FOREIGN KEY ("tenant_id","deal_id") REFERENCES "deals"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_contacts" ADD CONSTRAINT "deal_contacts_contact_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "contacts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_line_items" ADD CONSTRAINT "deal_line_items_deal_fk" FOREIGN KEY ("tenant_id","deal_id") REFERENCES "deals"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_line_items" ADD CONSTRAINT "deal_line_items_product_fk" FOREIGN KEY ("tenant_id","product_id") REFERENCES "products"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_stage_history" ADD CONSTRAINT "deal_stage_history_deal_fk" FOREIGN KEY ("tenant_id","deal_id") REFERENCES "deals"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_stage_fk" FOREIGN KEY ("tenant_id","pipeline_id","stage_id","stage","outcome") REFERENCES "pipeline_stages"("tenant_id","pipeline_id","id","key","outcome") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_contact_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "contacts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_account_fk" FOREIGN KEY ("tenant_id","account_id") REFERENCES "accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_product_fk" FOREIGN KEY ("tenant_id","product_id") REFERENCES "products"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_owner_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pipeline_stages" ADD CONSTRAINT "pipeline_stages_pipeline_fk" FOREIGN KEY ("tenant_id","pipeline_id") REFERENCES "pipelines"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "products" ADD CONSTRAINT "products_owner_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deal_collaborators_user" ON "deal_collaborators" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE INDEX "deal_contacts_contact" ON "deal_contacts" USING btree ("tenant_id","contact_id");--> statement-breakpoint
CREATE INDEX "deal_line_items_deal" ON "deal_line_items" USING btree ("tenant_id","deal_id","position");--> statement-breakpoint
CREATE INDEX "deal_line_items_product" ON "deal_line_items" USING btree ("tenant_id","product_id");--> statement-breakpoint
CREATE UNIQUE INDEX "deal_stage_history_current" ON "deal_stage_history" USING btree ("tenant_id","deal_id") WHERE left_at is null;--> statement-breakpoint
CREATE INDEX "deal_stage_history_deal" ON "deal_stage_history" USING btree ("tenant_id","deal_id","entered_at");--> statement-breakpoint
CREATE INDEX "deal_stage_history_stage" ON "deal_stage_history" USING btree ("tenant_id","stage_id","entered_at");--> statement-breakpoint
CREATE INDEX "deals_board" ON "deals" USING btree ("tenant_id","pipeline_id","stage_id","expected_close_date","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_stage" ON "deals" USING btree ("tenant_id","stage_id");--> statement-breakpoint
CREATE INDEX "deals_title" ON "deals" USING btree ("tenant_id","title","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_value" ON "deals" USING btree ("tenant_id","value","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_created" ON "deals" USING btree ("tenant_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_updated" ON "deals" USING btree ("tenant_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_expected" ON "deals" USING btree ("tenant_id","expected_close_date","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_closed" ON "deals" USING btree ("tenant_id","outcome","actual_close_date") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_owner" ON "deals" USING btree ("tenant_id","owner_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_account" ON "deals" USING btree ("tenant_id","account_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_contact" ON "deals" USING btree ("tenant_id","contact_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_product" ON "deals" USING btree ("tenant_id","product_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_deleted" ON "deals" USING btree ("tenant_id","deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "deals_search" ON "deals" USING gin ("tenant_id",search_text gin_trgm_ops) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "deals_tags" ON "deals" USING gin ("tenant_id","tags") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "close_reasons_label" ON "close_reasons" USING btree ("tenant_id","outcome",lower(label));--> statement-breakpoint
CREATE UNIQUE INDEX "pipeline_stages_key" ON "pipeline_stages" USING btree ("tenant_id","pipeline_id","key");--> statement-breakpoint
CREATE UNIQUE INDEX "pipelines_name" ON "pipelines" USING btree ("tenant_id",lower(name)) WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "pipelines_position" ON "pipelines" USING btree ("tenant_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "products_sku" ON "products" USING btree ("tenant_id",lower(sku)) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "products_name" ON "products" USING btree ("tenant_id","name","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "products_created" ON "products" USING btree ("tenant_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "products_owner" ON "products" USING btree ("tenant_id","owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "products_deleted" ON "products" USING btree ("tenant_id","deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "products_search" ON "products" USING gin ("tenant_id",search_text gin_trgm_ops) WHERE deleted_at is null;