"use client";
import { productScreen } from "@/modules/products/ui/product-screen";
import { RecordListPage } from "@/modules/records/ui/record-list-page";

export const ProductList = () => <RecordListPage screen={productScreen} />;
