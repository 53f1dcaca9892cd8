"use client";
import { taskScreen } from "@/modules/activities/ui/task-screen";
import { RecordListPage } from "@/modules/records/ui/record-list-page";
import { RecordView } from "@/modules/records/ui/record-view";

export const TaskList = () => <RecordListPage screen={taskScreen} />;
export const TaskView = ({ id }: { id: string }) => <RecordView screen={taskScreen} id={id} />;
