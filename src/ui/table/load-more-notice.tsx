"use client";
/** The line under the last row: loading more, a failure with retry, or the end. */
import { Button, Loader } from "@mantine/core";
import { describeError } from "../feedback/describe-error";
import classes from "./table.module.css";

interface LoadMoreNoticeProps {
  isFetching?: boolean;
  error?: unknown;
  onRetry?: () => void;
  end?: string;
}

export function LoadMoreNotice({ isFetching, error, onRetry, end }: LoadMoreNoticeProps) {
  if (error) {
    const { detail, requestId } = describeError(error);
    return (
      <div className={classes.notice} role="alert">
        {detail} {requestId ? <code>{requestId}</code> : null}
        {onRetry ? (
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        ) : null}
      </div>
    );
  }
  if (isFetching) {
    return (
      <div className={classes.notice}>
        <Loader size={14} /> Loading more
      </div>
    );
  }
  return end ? <div className={classes.notice}>{end}</div> : null;
}
