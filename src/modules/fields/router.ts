// The operations on fields: a table of contents.
import { z } from "zod";
import { operation, read, router } from "@/kernel/operation";
import { describeRecordType, describeRecordTypes, RecordTypeDescription } from "./service";

const recordType = z
  .string()
  .meta({ description: "`contact` or `contacts`, `account` …", examples: ["contact"] });

export const fieldsRouter = router({
  list: operation({
    title: "List record types and their fields",
    permission: "fields:read",
    rest: "GET /record-types",
  })
    .input(z.strictObject({}).optional())
    .output(z.array(RecordTypeDescription))
    .query(read(describeRecordTypes)),
  describe: operation({
    title: "Get a record type and its fields",
    permission: "fields:read",
    rest: "GET /record-types/{recordType}",
  })
    .input(z.strictObject({ recordType }))
    .output(RecordTypeDescription)
    .query(read(describeRecordType)),
});
