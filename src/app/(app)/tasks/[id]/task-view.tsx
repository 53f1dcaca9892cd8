"use client";
import { taskScreen } from "@/modules/activities/ui/task-screen";
import { RecordView } from "@/modules/records/ui/record-view";

export const TaskView = ({ id }: { id: string }) => <RecordView screen={taskScreen} id={id} />;
