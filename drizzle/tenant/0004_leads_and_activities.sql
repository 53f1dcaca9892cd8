CREATE TABLE "attachments" (
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
	"contact_id" uuid,
	"account_id" uuid,
	"lead_id" uuid,
	"deal_id" uuid,
	"activity_id" text,
	"file_name" text NOT NULL,
	"content_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"search_text" text GENERATED ALWAYS AS (control.fold(' ' || file_name)) STORED NOT NULL,
	CONSTRAINT "attachments_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "calendar_events" (
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
	"contact_id" uuid,
	"account_id" uuid,
	"lead_id" uuid,
	"deal_id" uuid,
	"title" text NOT NULL,
	"description" text,
	"start_time" timestamp(3) with time zone NOT NULL,
	"end_time" timestamp(3) with time zone NOT NULL,
	"is_all_day" boolean DEFAULT false NOT NULL,
	"location" text,
	"status" text DEFAULT 'scheduled' NOT NULL,
	"attendees" text[] DEFAULT '{}'::text[] NOT NULL,
	"search_text" text GENERATED ALWAYS AS (control.fold(' ' || title || ' ' || coalesce(location, '') || ' ' || coalesce(left(description, 2000), ''))) STORED NOT NULL,
	CONSTRAINT "calendar_events_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "calendar_events_order" CHECK ("calendar_events"."end_time" >= "calendar_events"."start_time"),
	CONSTRAINT "calendar_events_status" CHECK ("calendar_events"."status" in ('scheduled', 'completed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "calendar_feeds" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"last_read_at" timestamp(3) with time zone,
	CONSTRAINT "calendar_feeds_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "communications" (
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
	"contact_id" uuid,
	"account_id" uuid,
	"lead_id" uuid,
	"deal_id" uuid,
	"type" text NOT NULL,
	"direction" text NOT NULL,
	"subject" text,
	"content" text NOT NULL,
	"timestamp" timestamp(3) with time zone NOT NULL,
	"duration_minutes" bigint,
	"participants" text[] DEFAULT '{}'::text[] NOT NULL,
	"search_text" text GENERATED ALWAYS AS (control.fold(' ' || coalesce(subject, '') || ' ' || left(content, 2000))) STORED NOT NULL,
	CONSTRAINT "communications_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "communications_type" CHECK ("communications"."type" in ('email', 'call', 'meeting', 'sms', 'chat', 'letter', 'other')),
	CONSTRAINT "communications_direction" CHECK ("communications"."direction" in ('inbound', 'outbound'))
);
--> statement-breakpoint
CREATE TABLE "notes" (
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
	"contact_id" uuid,
	"account_id" uuid,
	"lead_id" uuid,
	"deal_id" uuid,
	"content" text NOT NULL,
	"is_pinned" boolean DEFAULT false NOT NULL,
	"mentions" text[] DEFAULT '{}'::text[] NOT NULL,
	"search_text" text GENERATED ALWAYS AS (control.fold(' ' || left(content, 4000))) STORED NOT NULL,
	CONSTRAINT "notes_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"activity_id" text NOT NULL,
	"remind_at" timestamp(3) with time zone NOT NULL,
	"sent_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "reminders_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "tasks" (
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
	"contact_id" uuid,
	"account_id" uuid,
	"lead_id" uuid,
	"deal_id" uuid,
	"title" text NOT NULL,
	"description" text,
	"due_date" timestamp(3) with time zone,
	"priority" text DEFAULT 'medium' NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"assigned_to" uuid NOT NULL,
	"recurrence" text,
	"completed_at" timestamp(3) with time zone,
	"due_told_at" timestamp(3) with time zone,
	"timeline_at" timestamp(3) with time zone GENERATED ALWAYS AS (coalesce(completed_at, due_date, created_at)) STORED NOT NULL,
	"search_text" text GENERATED ALWAYS AS (control.fold(' ' || title || ' ' || coalesce(left(description, 2000), ''))) STORED NOT NULL,
	CONSTRAINT "tasks_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "tasks_priority" CHECK ("tasks"."priority" in ('low', 'medium', 'high', 'urgent')),
	CONSTRAINT "tasks_status" CHECK ("tasks"."status" in ('pending', 'in_progress', 'completed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "form_submissions" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"form_id" uuid NOT NULL,
	"values" jsonb NOT NULL,
	"status" text NOT NULL,
	"token_hash" text,
	"lead_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone,
	CONSTRAINT "form_submissions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "forms" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"intro" text,
	"fields" jsonb NOT NULL,
	"source" text NOT NULL,
	"thanks" text NOT NULL,
	"redirect_url" text,
	"needs_confirmation" boolean NOT NULL,
	"is_open" boolean NOT NULL,
	"owner_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"created_by" uuid,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "forms_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "absences" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"from_date" date NOT NULL,
	"to_date" date NOT NULL,
	"note" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "absences_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "absences_order" CHECK ("absences"."to_date" >= "absences"."from_date")
);
--> statement-breakpoint
CREATE TABLE "lead_assignment" (
	"tenant_id" uuid NOT NULL,
	"mode" text NOT NULL,
	"members" jsonb NOT NULL,
	"rules" jsonb NOT NULL,
	"last_user_id" uuid,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"updated_by" uuid,
	CONSTRAINT "lead_assignment_tenant_id_pk" PRIMARY KEY("tenant_id"),
	CONSTRAINT "lead_assignment_mode" CHECK ("lead_assignment"."mode" in ('creator', 'round_robin', 'rules', 'load'))
);
--> statement-breakpoint
CREATE TABLE "lead_conversions" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"change_id" uuid NOT NULL,
	"former_status" text NOT NULL,
	"contact_id" uuid,
	"is_contact_new" boolean NOT NULL,
	"account_id" uuid,
	"is_account_new" boolean NOT NULL,
	"deal_id" uuid,
	"is_deal_new" boolean NOT NULL,
	"converted_at" timestamp(3) with time zone NOT NULL,
	"undone_at" timestamp(3) with time zone,
	CONSTRAINT "lead_conversions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "lead_scores" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"previous_score" integer,
	"score" integer NOT NULL,
	"factors" jsonb NOT NULL,
	"changed_by" uuid,
	"changed_by_name" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "lead_scores_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "leads" (
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
	"first_name" text NOT NULL,
	"last_name" text NOT NULL,
	"email" text NOT NULL,
	"phone" text,
	"company" text,
	"job_title" text,
	"source" text NOT NULL,
	"status" text DEFAULT 'new' NOT NULL,
	"score" integer DEFAULT 0 NOT NULL,
	"description" text,
	"qualification_notes" text,
	"next_action" text,
	"address_street" text,
	"address_city" text,
	"address_state" text,
	"address_zip_code" text,
	"address_country" text,
	"qualified_at" timestamp(3) with time zone,
	"converted_at" timestamp(3) with time zone,
	"converted_contact_id" uuid,
	"converted_account_id" uuid,
	"converted_deal_id" uuid,
	"search_text" text GENERATED ALWAYS AS (control.fold(' ' || first_name || ' ' || last_name || ' ' || email || ' ' || coalesce(company, '') || ' ' || coalesce(job_title, '') || ' ' || coalesce(control.digits(phone), ''))) STORED NOT NULL,
	"name_key" text GENERATED ALWAYS AS (control.fold(first_name || ' ' || last_name)) STORED NOT NULL,
	"phone_key" text GENERATED ALWAYS AS (case when length(control.digits(phone)) >= 7 then right(control.digits(phone), 9) end) STORED,
	CONSTRAINT "leads_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "leads_status" CHECK ("leads"."status" in ('new', 'contacted', 'qualified', 'unqualified', 'converted')),
	CONSTRAINT "leads_score_range" CHECK ("leads"."score" between 0 and 100)
);
--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_contact_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "contacts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_account_fk" FOREIGN KEY ("tenant_id","account_id") REFERENCES "accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_lead_fk" FOREIGN KEY ("tenant_id","lead_id") REFERENCES "leads"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_deal_fk" FOREIGN KEY ("tenant_id","deal_id") REFERENCES "deals"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_owner_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_events" ADD CONSTRAINT "calendar_events_contact_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "contacts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_events" ADD CONSTRAINT "calendar_events_account_fk" FOREIGN KEY ("tenant_id","account_id") REFERENCES "accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_events" ADD CONSTRAINT "calendar_events_lead_fk" FOREIGN KEY ("tenant_id","lead_id") REFERENCES "leads"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_events" ADD CONSTRAINT "calendar_events_deal_fk" FOREIGN KEY ("tenant_id","deal_id") REFERENCES "deals"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_events" ADD CONSTRAINT "calendar_events_owner_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_feeds" ADD CONSTRAINT "calendar_feeds_user_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "communications" ADD CONSTRAINT "communications_contact_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "contacts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "communications" ADD CONSTRAINT "communications_account_fk" FOREIGN KEY ("tenant_id","account_id") REFERENCES "accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "communications" ADD CONSTRAINT "communications_lead_fk" FOREIGN KEY ("tenant_id","lead_id") REFERENCES "leads"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "communications" ADD CONSTRAINT "communications_deal_fk" FOREIGN KEY ("tenant_id","deal_id") REFERENCES "deals"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "communications" ADD CONSTRAINT "communications_owner_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_contact_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "contacts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_account_fk" FOREIGN KEY ("tenant_id","account_id") REFERENCES "accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_lead_fk" FOREIGN KEY ("tenant_id","lead_id") REFERENCES "leads"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_deal_fk" FOREIGN KEY ("tenant_id","deal_id") REFERENCES "deals"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_owner_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_user_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_contact_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "contacts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_account_fk" FOREIGN KEY ("tenant_id","account_id") REFERENCES "accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_lead_fk" FOREIGN KEY ("tenant_id","lead_id") REFERENCES "leads"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_deal_fk" FOREIGN KEY ("tenant_id","deal_id") REFERENCES "deals"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_owner_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_assigned_fk" FOREIGN KEY ("tenant_id","assigned_to") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "form_submissions" ADD CONSTRAINT "form_submissions_form_fk" FOREIGN KEY ("tenant_id","form_id") REFERENCES "forms"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "form_submissions" ADD CONSTRAINT "form_submissions_lead_fk" FOREIGN KEY ("tenant_id","lead_id") REFERENCES "leads"("tenant_id","id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "forms" ADD CONSTRAINT "forms_owner_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_user_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_conversions" ADD CONSTRAINT "lead_conversions_lead_fk" FOREIGN KEY ("tenant_id","lead_id") REFERENCES "leads"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_scores" ADD CONSTRAINT "lead_scores_lead_fk" FOREIGN KEY ("tenant_id","lead_id") REFERENCES "leads"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_owner_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_contact_fk" FOREIGN KEY ("tenant_id","converted_contact_id") REFERENCES "contacts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_account_fk" FOREIGN KEY ("tenant_id","converted_account_id") REFERENCES "accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_deal_fk" FOREIGN KEY ("tenant_id","converted_deal_id") REFERENCES "deals"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attachments_contact" ON "attachments" USING btree ("tenant_id","contact_id","created_at","id") WHERE deleted_at is null and contact_id is not null;--> statement-breakpoint
CREATE INDEX "attachments_account" ON "attachments" USING btree ("tenant_id","account_id","created_at","id") WHERE deleted_at is null and account_id is not null;--> statement-breakpoint
CREATE INDEX "attachments_lead" ON "attachments" USING btree ("tenant_id","lead_id","created_at","id") WHERE deleted_at is null and lead_id is not null;--> statement-breakpoint
CREATE INDEX "attachments_deal" ON "attachments" USING btree ("tenant_id","deal_id","created_at","id") WHERE deleted_at is null and deal_id is not null;--> statement-breakpoint
CREATE INDEX "attachments_activity" ON "attachments" USING btree ("tenant_id","activity_id") WHERE activity_id is not null;--> statement-breakpoint
CREATE INDEX "attachments_owner" ON "attachments" USING btree ("tenant_id","owner_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "attachments_created" ON "attachments" USING btree ("tenant_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "attachments_deleted" ON "attachments" USING btree ("tenant_id","deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "attachments_search" ON "attachments" USING gin ("tenant_id",search_text gin_trgm_ops) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "attachments_tags" ON "attachments" USING gin ("tenant_id","tags") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "calendar_events_contact" ON "calendar_events" USING btree ("tenant_id","contact_id","start_time","id") WHERE deleted_at is null and contact_id is not null;--> statement-breakpoint
CREATE INDEX "calendar_events_account" ON "calendar_events" USING btree ("tenant_id","account_id","start_time","id") WHERE deleted_at is null and account_id is not null;--> statement-breakpoint
CREATE INDEX "calendar_events_lead" ON "calendar_events" USING btree ("tenant_id","lead_id","start_time","id") WHERE deleted_at is null and lead_id is not null;--> statement-breakpoint
CREATE INDEX "calendar_events_deal" ON "calendar_events" USING btree ("tenant_id","deal_id","start_time","id") WHERE deleted_at is null and deal_id is not null;--> statement-breakpoint
CREATE INDEX "calendar_events_start" ON "calendar_events" USING btree ("tenant_id","start_time","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "calendar_events_end" ON "calendar_events" USING btree ("tenant_id","end_time") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "calendar_events_owner" ON "calendar_events" USING btree ("tenant_id","owner_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "calendar_events_created" ON "calendar_events" USING btree ("tenant_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "calendar_events_updated" ON "calendar_events" USING btree ("tenant_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "calendar_events_deleted" ON "calendar_events" USING btree ("tenant_id","deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "calendar_events_search" ON "calendar_events" USING gin ("tenant_id",search_text gin_trgm_ops) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "calendar_events_attendees" ON "calendar_events" USING gin ("tenant_id","attendees") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "calendar_events_tags" ON "calendar_events" USING gin ("tenant_id","tags") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "calendar_feeds_user" ON "calendar_feeds" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE INDEX "communications_contact" ON "communications" USING btree ("tenant_id","contact_id","timestamp","id") WHERE deleted_at is null and contact_id is not null;--> statement-breakpoint
CREATE INDEX "communications_account" ON "communications" USING btree ("tenant_id","account_id","timestamp","id") WHERE deleted_at is null and account_id is not null;--> statement-breakpoint
CREATE INDEX "communications_lead" ON "communications" USING btree ("tenant_id","lead_id","timestamp","id") WHERE deleted_at is null and lead_id is not null;--> statement-breakpoint
CREATE INDEX "communications_deal" ON "communications" USING btree ("tenant_id","deal_id","timestamp","id") WHERE deleted_at is null and deal_id is not null;--> statement-breakpoint
CREATE INDEX "communications_at" ON "communications" USING btree ("tenant_id","timestamp","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "communications_owner" ON "communications" USING btree ("tenant_id","owner_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "communications_created" ON "communications" USING btree ("tenant_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "communications_updated" ON "communications" USING btree ("tenant_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "communications_deleted" ON "communications" USING btree ("tenant_id","deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "communications_search" ON "communications" USING gin ("tenant_id",search_text gin_trgm_ops) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "communications_participants" ON "communications" USING gin ("tenant_id","participants") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "communications_tags" ON "communications" USING gin ("tenant_id","tags") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "notes_contact" ON "notes" USING btree ("tenant_id","contact_id","created_at","id") WHERE deleted_at is null and contact_id is not null;--> statement-breakpoint
CREATE INDEX "notes_account" ON "notes" USING btree ("tenant_id","account_id","created_at","id") WHERE deleted_at is null and account_id is not null;--> statement-breakpoint
CREATE INDEX "notes_lead" ON "notes" USING btree ("tenant_id","lead_id","created_at","id") WHERE deleted_at is null and lead_id is not null;--> statement-breakpoint
CREATE INDEX "notes_deal" ON "notes" USING btree ("tenant_id","deal_id","created_at","id") WHERE deleted_at is null and deal_id is not null;--> statement-breakpoint
CREATE INDEX "notes_owner" ON "notes" USING btree ("tenant_id","owner_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "notes_created" ON "notes" USING btree ("tenant_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "notes_updated" ON "notes" USING btree ("tenant_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "notes_deleted" ON "notes" USING btree ("tenant_id","deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "notes_search" ON "notes" USING gin ("tenant_id",search_text gin_trgm_ops) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "notes_mentions" ON "notes" USING gin ("tenant_id","mentions") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "notes_tags" ON "notes" USING gin ("tenant_id","tags") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "reminders_due" ON "reminders" USING btree ("tenant_id","remind_at") WHERE sent_at is null;--> statement-breakpoint
CREATE INDEX "reminders_activity" ON "reminders" USING btree ("tenant_id","activity_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reminders_once" ON "reminders" USING btree ("tenant_id","user_id","activity_id","remind_at");--> statement-breakpoint
CREATE INDEX "tasks_contact" ON "tasks" USING btree ("tenant_id","contact_id","timeline_at","id") WHERE deleted_at is null and contact_id is not null;--> statement-breakpoint
CREATE INDEX "tasks_account" ON "tasks" USING btree ("tenant_id","account_id","timeline_at","id") WHERE deleted_at is null and account_id is not null;--> statement-breakpoint
CREATE INDEX "tasks_lead" ON "tasks" USING btree ("tenant_id","lead_id","timeline_at","id") WHERE deleted_at is null and lead_id is not null;--> statement-breakpoint
CREATE INDEX "tasks_deal" ON "tasks" USING btree ("tenant_id","deal_id","timeline_at","id") WHERE deleted_at is null and deal_id is not null;--> statement-breakpoint
CREATE INDEX "tasks_due" ON "tasks" USING btree ("tenant_id","due_date","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tasks_assigned" ON "tasks" USING btree ("tenant_id","assigned_to","status","due_date") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tasks_owner" ON "tasks" USING btree ("tenant_id","owner_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tasks_created" ON "tasks" USING btree ("tenant_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tasks_updated" ON "tasks" USING btree ("tenant_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tasks_untold" ON "tasks" USING btree ("tenant_id","due_date") WHERE deleted_at is null and due_told_at is null and completed_at is null;--> statement-breakpoint
CREATE INDEX "tasks_deleted" ON "tasks" USING btree ("tenant_id","deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "tasks_search" ON "tasks" USING gin ("tenant_id",search_text gin_trgm_ops) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tasks_tags" ON "tasks" USING gin ("tenant_id","tags") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "form_submissions_form" ON "form_submissions" USING btree ("tenant_id","form_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "form_submissions_token" ON "form_submissions" USING btree ("tenant_id","token_hash") WHERE token_hash is not null;--> statement-breakpoint
CREATE INDEX "forms_created" ON "forms" USING btree ("tenant_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "absences_user" ON "absences" USING btree ("tenant_id","user_id","to_date");--> statement-breakpoint
CREATE INDEX "lead_conversions_lead" ON "lead_conversions" USING btree ("tenant_id","lead_id");--> statement-breakpoint
CREATE INDEX "lead_scores_lead" ON "lead_scores" USING btree ("tenant_id","lead_id","id");--> statement-breakpoint
CREATE INDEX "leads_last_name" ON "leads" USING btree ("tenant_id","last_name","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_company" ON "leads" USING btree ("tenant_id","company","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_email" ON "leads" USING btree ("tenant_id","email","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_score" ON "leads" USING btree ("tenant_id","score","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_created" ON "leads" USING btree ("tenant_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_updated" ON "leads" USING btree ("tenant_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_status" ON "leads" USING btree ("tenant_id","status","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_owner" ON "leads" USING btree ("tenant_id","owner_id","status") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_name_key" ON "leads" USING btree ("tenant_id","name_key") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_phone_key" ON "leads" USING btree ("tenant_id","phone_key") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_deleted" ON "leads" USING btree ("tenant_id","deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "leads_search" ON "leads" USING gin ("tenant_id",search_text gin_trgm_ops) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_tags" ON "leads" USING gin ("tenant_id","tags") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_converted_contact" ON "leads" USING btree ("tenant_id","converted_contact_id") WHERE converted_contact_id is not null;--> statement-breakpoint
CREATE INDEX "leads_converted_account" ON "leads" USING btree ("tenant_id","converted_account_id") WHERE converted_account_id is not null;--> statement-breakpoint
CREATE INDEX "leads_converted_deal" ON "leads" USING btree ("tenant_id","converted_deal_id") WHERE converted_deal_id is not null;