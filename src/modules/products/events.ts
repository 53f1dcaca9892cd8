// What happens to products.
import { defineRecordEvents } from "@/kernel/records";
import { productRecord } from "./schema";

export const productEvents = defineRecordEvents(productRecord);
