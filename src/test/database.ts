// A real, migrated and empty database for one test file, cloned from the run's template in some milliseconds.
import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { inDatabase, withClient } from "@/platform/embedded-database";

export type TestDatabase = {
  /** As the application connects: role `meridian`, the owner. */
  url: string;
  superuserUrl: string;
  drop(): Promise<void>;
};

export async function testDatabase(): Promise<TestDatabase> {
  const { url, superuserUrl, failure } = inject("testServer");
  if (failure) throw new Error(`The template database could not be migrated:\n${failure}`);
  const name = `test_${randomBytes(6).toString("hex")}`;
  await withClient(superuserUrl, (client) =>
    client.query(`create database ${name} template meridian_template owner meridian`),
  );
  return {
    url: inDatabase(url, name),
    superuserUrl: inDatabase(superuserUrl, name),
    async drop() {
      // Connections that have just been closed are waited for: one that is cut off on its way out raises an error that
      // nobody listens to any more.
      await withClient(superuserUrl, (client) =>
        client
          .query(`drop database if exists ${name}`)
          .catch(() => client.query(`drop database if exists ${name} with (force)`)),
      );
    },
  };
}
