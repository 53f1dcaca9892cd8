DROP INDEX "events_order";--> statement-breakpoint
DROP INDEX "events_created";--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "events_pkey";--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_xid_seq_pk" PRIMARY KEY("xid","seq");
