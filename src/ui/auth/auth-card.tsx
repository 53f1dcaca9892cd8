/** The quiet frame of sign-in, sign-up, invitations and dead ends. */
import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./auth.module.css";
import { Mark } from "./mark";

export interface AuthCardProps {
  title: string;
  icon?: ReactNode;
  subtitle?: ReactNode;
  children: ReactNode;
  /** Below the card: "New here? Create a workspace". */
  footer?: ReactNode;
}

export function AuthCard({ title, icon, subtitle, children, footer }: AuthCardProps) {
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <div className={classes.brand}>
          {icon ?? <Mark />}
          <span>Meridian</span>
        </div>
        <div className={classes.card}>
          <Title order={1}>{title}</Title>
          {subtitle ? <p className={classes.subtitle}>{subtitle}</p> : null}
          <div className={classes.content}>{children}</div>
        </div>
        {footer ? <div className={classes.footer}>{footer}</div> : null}
      </div>
    </main>
  );
}
