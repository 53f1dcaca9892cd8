"use client";
import { productScreen } from "@/modules/products/ui/product-screen";
import { RecordListPage } from "@/modules/records/ui/record-list-page";
import { RecordView } from "@/modules/records/ui/record-view";

export const ProductList = () => <RecordListPage screen={productScreen} />;
export const ProductView = ({ id }: { id: string }) => <RecordView screen={productScreen} id={id} />;
