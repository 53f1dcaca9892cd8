// Activities: the public face of the module.

export { activityRecords, linkLeadActivities, unlinkLeadActivities } from "./along";
export { attachmentsRouter } from "./attachment-router";
export { communicationsRouter } from "./communication-router";
export { communicationRecord } from "./communication-schema";
export { calendarEventsRouter } from "./event-router";
export { eventRecord } from "./event-schema";
export { taskCompleted, taskEvents } from "./events";
export { purgeAttachments, tellDue } from "./jobs";
export { dealsWithActivity, nextActivityOf } from "./next-activity";
export { notesRouter } from "./note-router";
export { noteRecord } from "./note-schema";
export { activitiesRouter } from "./router";
export { communicationService, eventService, noteService, taskService } from "./service";
export { tasksRouter } from "./task-router";
export { taskRecord } from "./task-schema";
