"use client";
import { taskScreen } from "@/modules/activities/ui/task-screen";
import { RecordListPage } from "@/modules/records/ui/record-list-page";

export const TaskList = () => <RecordListPage screen={taskScreen} />;
