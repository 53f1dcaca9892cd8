"use client";
import { productScreen } from "@/modules/products/ui/product-screen";
import { RecordView } from "@/modules/records/ui/record-view";

export const ProductView = ({ id }: { id: string }) => <RecordView screen={productScreen} id={id} />;
