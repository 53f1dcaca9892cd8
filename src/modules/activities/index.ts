// Activities: the public face of the module.

export { activityRecords, linkLeadActivities, unlinkLeadActivities } from "./along";
export { communicationsRouter } from "./communication-router";
export { calendarEventsRouter } from "./event-router";
export { taskCompleted, taskEvents } from "./events";
export { notesRouter } from "./note-router";
export { communicationService, eventService, noteService, taskService } from "./service";
export { tasksRouter } from "./task-router";
