CREATE TABLE "custom_fields" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"record_type" text NOT NULL,
	"key" text NOT NULL,
	"label" text NOT NULL,
	"kind" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"options" jsonb,
	"is_required" boolean DEFAULT false NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "custom_fields_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "custom_fields_key_shape" CHECK ("custom_fields"."key" ~ '^[a-zA-Z][a-zA-Z0-9_]{0,62}$')
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"tenant_id" uuid NOT NULL,
	"credential_id" text NOT NULL,
	"key" text NOT NULL,
	"operation" text NOT NULL,
	"body_hash" text NOT NULL,
	"answer" jsonb,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_tenant_id_credential_id_key_pk" PRIMARY KEY("tenant_id","credential_id","key")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"change_id" uuid NOT NULL,
	"record_type" text NOT NULL,
	"record_id" uuid NOT NULL,
	"action" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "audit_log_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "change_sets" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"operation" text NOT NULL,
	"summary" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"user_id" uuid,
	"source" text NOT NULL,
	"request_id" text NOT NULL,
	"reverts" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "change_sets_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "account_relationships" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"related_account_id" uuid NOT NULL,
	"relationship_type" text NOT NULL,
	"description" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	"created_by" uuid,
	CONSTRAINT "account_relationships_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "account_relationships_distinct" CHECK ("account_relationships"."account_id" <> "account_relationships"."related_account_id")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
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
	"website" text,
	"phone" text,
	"industry" text,
	"employees" integer,
	"annual_revenue" bigint,
	"currency" text DEFAULT 'USD' NOT NULL,
	"year_founded" integer,
	"type" text DEFAULT 'Prospect' NOT NULL,
	"parent_account_id" uuid,
	"description" text,
	"address_street" text,
	"address_city" text,
	"address_state" text,
	"address_zip_code" text,
	"address_country" text,
	"search_text" text GENERATED ALWAYS AS (control.fold(' ' || name || ' ' || coalesce(website, '') || ' ' || coalesce(industry, '') || ' ' || coalesce(address_city, '') || ' ' || coalesce(control.digits(phone), ''))) STORED NOT NULL,
	"name_key" text GENERATED ALWAYS AS (control.fold(name)) STORED NOT NULL,
	"domain_key" text GENERATED ALWAYS AS (nullif(lower(regexp_replace(website, '^[a-z]+://(www\.)?([^/:?#]+).*$', '\2', 'i')), '')) STORED,
	CONSTRAINT "accounts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "accounts_type" CHECK (type in ('Customer', 'Prospect', 'Partner', 'Vendor', 'Competitor', 'Other')),
	CONSTRAINT "accounts_not_own_parent" CHECK (parent_account_id <> id)
);
--> statement-breakpoint
CREATE TABLE "contacts" (
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
	"email" text,
	"phone" text,
	"company" text,
	"job_title" text,
	"account_id" uuid,
	"status" text DEFAULT 'active' NOT NULL,
	"description" text,
	"address_street" text,
	"address_city" text,
	"address_state" text,
	"address_zip_code" text,
	"address_country" text,
	"search_text" text GENERATED ALWAYS AS (control.fold(' ' || first_name || ' ' || last_name || ' ' || coalesce(email, '') || ' ' || coalesce(company, '') || ' ' || coalesce(job_title, '') || ' ' || coalesce(control.digits(phone), ''))) STORED NOT NULL,
	"name_key" text GENERATED ALWAYS AS (control.fold(first_name || ' ' || last_name)) STORED NOT NULL,
	"phone_key" text GENERATED ALWAYS AS (case when length(control.digits(phone)) >= 7 then right(control.digits(phone), 9) end) STORED,
	CONSTRAINT "contacts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "contacts_status" CHECK ("contacts"."status" in ('active', 'inactive'))
);
--> statement-breakpoint
CREATE TABLE "roles" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"permissions" text[] NOT NULL,
	"is_system" boolean DEFAULT false NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "roles_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "departments" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "departments_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"department_id" uuid,
	"manager_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "teams_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "user_roles" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role_id" uuid NOT NULL,
	CONSTRAINT "user_roles_tenant_id_user_id_role_id_pk" PRIMARY KEY("tenant_id","user_id","role_id")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"title" text,
	"status" text DEFAULT 'active' NOT NULL,
	"team_id" uuid,
	"department_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "users_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "users_status" CHECK ("users"."status" in ('active', 'invited', 'deactivated'))
);
--> statement-breakpoint
ALTER TABLE "account_relationships" ADD CONSTRAINT "account_relationships_tenant_id_account_id_accounts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","account_id") REFERENCES "accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_relationships" ADD CONSTRAINT "account_relationships_tenant_id_related_account_id_accounts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","related_account_id") REFERENCES "accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_parent_fk" FOREIGN KEY ("tenant_id","parent_account_id") REFERENCES "accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_owner_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_account_fk" FOREIGN KEY ("tenant_id","account_id") REFERENCES "accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_owner_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_tenant_id_department_id_departments_tenant_id_id_fk" FOREIGN KEY ("tenant_id","department_id") REFERENCES "departments"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_roles" ADD CONSTRAINT "user_roles_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "users"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_roles" ADD CONSTRAINT "user_roles_tenant_id_role_id_roles_tenant_id_id_fk" FOREIGN KEY ("tenant_id","role_id") REFERENCES "roles"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_tenant_id_team_id_teams_tenant_id_id_fk" FOREIGN KEY ("tenant_id","team_id") REFERENCES "teams"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_tenant_id_department_id_departments_tenant_id_id_fk" FOREIGN KEY ("tenant_id","department_id") REFERENCES "departments"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "custom_fields_key" ON "custom_fields" USING btree ("tenant_id","record_type","key") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "idempotency_keys_created" ON "idempotency_keys" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "audit_log_record" ON "audit_log" USING btree ("tenant_id","record_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_change" ON "audit_log" USING btree ("tenant_id","change_id","id");--> statement-breakpoint
CREATE INDEX "change_sets_created" ON "change_sets" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "change_sets_user" ON "change_sets" USING btree ("tenant_id","user_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "account_relationships_pair" ON "account_relationships" USING btree ("tenant_id","account_id","related_account_id","relationship_type");--> statement-breakpoint
CREATE INDEX "account_relationships_related" ON "account_relationships" USING btree ("tenant_id","related_account_id");--> statement-breakpoint
CREATE INDEX "accounts_name" ON "accounts" USING btree ("tenant_id","name","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "accounts_created" ON "accounts" USING btree ("tenant_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "accounts_updated" ON "accounts" USING btree ("tenant_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "accounts_owner" ON "accounts" USING btree ("tenant_id","owner_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "accounts_parent" ON "accounts" USING btree ("tenant_id","parent_account_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "accounts_name_key" ON "accounts" USING btree ("tenant_id","name_key") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "accounts_domain_key" ON "accounts" USING btree ("tenant_id","domain_key") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "accounts_deleted" ON "accounts" USING btree ("tenant_id","deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "accounts_search" ON "accounts" USING gin ("tenant_id",search_text gin_trgm_ops) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "accounts_tags" ON "accounts" USING gin ("tenant_id","tags") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_last_name" ON "contacts" USING btree ("tenant_id","last_name","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_first_name" ON "contacts" USING btree ("tenant_id","first_name","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_company" ON "contacts" USING btree ("tenant_id","company","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_email" ON "contacts" USING btree ("tenant_id","email","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_created" ON "contacts" USING btree ("tenant_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_updated" ON "contacts" USING btree ("tenant_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_owner" ON "contacts" USING btree ("tenant_id","owner_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_account" ON "contacts" USING btree ("tenant_id","account_id","last_name","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_name_key" ON "contacts" USING btree ("tenant_id","name_key") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_phone_key" ON "contacts" USING btree ("tenant_id","phone_key") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_deleted" ON "contacts" USING btree ("tenant_id","deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "contacts_search" ON "contacts" USING gin ("tenant_id",search_text gin_trgm_ops) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_tags" ON "contacts" USING gin ("tenant_id","tags") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "roles_key" ON "roles" USING btree ("tenant_id","key");--> statement-breakpoint
CREATE UNIQUE INDEX "departments_name" ON "departments" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "teams_name" ON "teams" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE INDEX "user_roles_role" ON "user_roles" USING btree ("tenant_id","role_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree ("tenant_id","email");--> statement-breakpoint
CREATE INDEX "users_team" ON "users" USING btree ("tenant_id","team_id");--> statement-breakpoint
CREATE INDEX "users_department" ON "users" USING btree ("tenant_id","department_id");