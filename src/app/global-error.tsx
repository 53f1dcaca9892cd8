"use client";
// In the place of everything, where even the frame around the pages could not be drawn: it stands on nothing of theirs.
import classes from "./global-error.module.css";

export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <head>
        <title>Meridian</title>
      </head>
      <body className={classes.body}>
        <main role="alert">
          <h1>This page could not be shown</h1>
          <p>
            Try again in a moment. What was saved is kept.
            {error.digest ? ` Code ${error.digest}` : ""}
          </p>
          <button type="button" onClick={() => window.location.reload()}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
