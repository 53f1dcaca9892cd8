CREATE TABLE "kept_order_changes" (
	"tenant_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"mark" uuid NOT NULL,
	CONSTRAINT "kept_order_changes_tenant_id_order_id_record_id_mark_pk" PRIMARY KEY("tenant_id","order_id","record_id","mark")
);
--> statement-breakpoint
CREATE TABLE "kept_order_reads" (
	"tenant_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"ordinal" smallint NOT NULL,
	"table_name" text NOT NULL,
	"link" text NOT NULL,
	"columns" text[] NOT NULL,
	"keys" text[] NOT NULL,
	CONSTRAINT "kept_order_reads_tenant_id_order_id_ordinal_pk" PRIMARY KEY("tenant_id","order_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "kept_order_values" (
	"tenant_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"is_empty" boolean NOT NULL,
	"text_value" text,
	"integer_value" bigint,
	"number_value" double precision,
	"time_value" timestamp with time zone,
	"bool_value" boolean,
	CONSTRAINT "kept_order_values_tenant_id_order_id_record_id_pk" PRIMARY KEY("tenant_id","order_id","record_id")
);
--> statement-breakpoint
CREATE TABLE "kept_orders" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"record_type" text NOT NULL,
	"field_id" uuid NOT NULL,
	"definition" text NOT NULL,
	"state" text NOT NULL,
	"barrier" bigint,
	"built_to" uuid,
	"used_at" timestamp(3) with time zone NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "kept_orders_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "kept_orders_state" CHECK ("kept_orders"."state" in ('building', 'whole', 'unfit', 'dropped'))
);
--> statement-breakpoint
CREATE INDEX "kept_order_reads_table" ON "kept_order_reads" USING btree ("tenant_id","table_name");--> statement-breakpoint
CREATE INDEX "kept_order_values_text" ON "kept_order_values" USING btree ("tenant_id","order_id","text_value","record_id") WHERE text_value is not null;--> statement-breakpoint
CREATE INDEX "kept_order_values_integer" ON "kept_order_values" USING btree ("tenant_id","order_id","integer_value","record_id") WHERE integer_value is not null;--> statement-breakpoint
CREATE INDEX "kept_order_values_number" ON "kept_order_values" USING btree ("tenant_id","order_id","number_value","record_id") WHERE number_value is not null;--> statement-breakpoint
CREATE INDEX "kept_order_values_time" ON "kept_order_values" USING btree ("tenant_id","order_id","time_value","record_id") WHERE time_value is not null;--> statement-breakpoint
CREATE INDEX "kept_order_values_bool" ON "kept_order_values" USING btree ("tenant_id","order_id","bool_value","record_id") WHERE bool_value is not null;--> statement-breakpoint
CREATE INDEX "kept_order_values_empty" ON "kept_order_values" USING btree ("tenant_id","order_id","record_id") WHERE is_empty;--> statement-breakpoint
CREATE UNIQUE INDEX "kept_orders_field" ON "kept_orders" USING btree ("tenant_id","field_id") WHERE state <> 'dropped';