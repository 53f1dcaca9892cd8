"use client";
/** Draws the notifications; those shown before it was there are in their store. */
import { Notifications } from "@mantine/notifications";
import classes from "./feedback.module.css";

export const NotificationHost = () => (
  <Notifications
    className={classes.toasts}
    position="bottom-center"
    limit={3}
    autoClose={6000}
    containerWidth={420}
  />
);
