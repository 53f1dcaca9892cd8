import type { Metadata } from "next";
import { TaskList } from "./task-pages";

export const metadata: Metadata = { title: "Tasks" };

export default function TasksPage() {
  return <TaskList />;
}
