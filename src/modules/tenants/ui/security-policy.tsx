"use client";
/** What the workspace asks of passwords, sessions and API keys; in force from the next request on. */
import { Button, Group, NumberInput, Stack, Switch } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { SettingsSection } from "@/ui/settings/settings-list";
import type { Tenant } from "../schema";

type SecurityConfig = Tenant["security_config"];

interface Whole {
  label: string;
  description?: string;
  min: number;
  max: number;
  suffix?: string;
  step?: number;
  isOptional?: boolean;
}

const minutesAsHours = (minutes: number) =>
  minutes >= 60 ? `about ${Math.round((minutes / 60) * 10) / 10} hours` : `${minutes} minutes`;

export function SecurityPolicy({ config }: { config: SecurityConfig }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [draft, setDraft] = useState(config);
  const { password_policy: password, session_config: session, api_security: api } = draft;
  const update = useMutation(
    trpc.tenant.update.mutationOptions({
      ...outcome("Security policy saved; it is in force now", trpc.tenant.pathKey()),
      onError: undefined,
    }),
  );
  const setPassword = (part: Partial<SecurityConfig["password_policy"]>) =>
    setDraft({ ...draft, password_policy: { ...password, ...part } });
  const setSession = (part: Partial<SecurityConfig["session_config"]>) =>
    setDraft({ ...draft, session_config: { ...session, ...part } });
  const setApi = (part: Partial<SecurityConfig["api_security"]>) =>
    setDraft({ ...draft, api_security: { ...api, ...part } });

  function field(path: string, value: number | null, set: (value: number | null) => void, whole: Whole) {
    const { isOptional, ...shown } = whole;
    return (
      <NumberInput
        {...shown}
        // What is out of range is told, not silently changed.
        clampBehavior="none"
        allowDecimal={whole.step !== undefined}
        required={!isOptional}
        withAsterisk={false}
        placeholder={isOptional ? "Never" : undefined}
        value={value ?? ""}
        onChange={(next) => set(next === "" ? null : Number(next))}
        error={fieldError(update.error, `security_config.${path}`)}
      />
    );
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    update.mutate({ security_config: draft });
  }
  const isSame = JSON.stringify(draft) === JSON.stringify(config);
  return (
    <form onSubmit={submit}>
      <SettingsSection title="Passwords" description="Asked for when a password is next set.">
        <Stack gap="sm" maw={400}>
          {field(
            "password_policy.min_length",
            password.min_length,
            (value) => setPassword({ min_length: value ?? 0 }),
            { label: "Fewest characters", min: 8, max: 128 },
          )}
          <Switch
            label="An upper-case letter"
            checked={password.require_uppercase}
            onChange={(event) => setPassword({ require_uppercase: event.currentTarget.checked })}
          />
          <Switch
            label="A number"
            checked={password.require_numbers}
            onChange={(event) => setPassword({ require_numbers: event.currentTarget.checked })}
          />
          <Switch
            label="A symbol"
            checked={password.require_symbols}
            onChange={(event) => setPassword({ require_symbols: event.currentTarget.checked })}
          />
          {field(
            "password_policy.max_age_days",
            password.max_age_days,
            (value) => setPassword({ max_age_days: value }),
            {
              label: "A new one after",
              description: "Empty: never. People are asked at their next sign-in.",
              min: 1,
              max: 3650,
              suffix: " days",
              isOptional: true,
            },
          )}
        </Stack>
      </SettingsSection>
      <SettingsSection title="Sessions">
        <Stack gap="sm" maw={400}>
          {field(
            "session_config.timeout_minutes",
            session.timeout_minutes,
            (value) => setSession({ timeout_minutes: value ?? 0 }),
            {
              label: "Ends when not used for",
              description: minutesAsHours(session.timeout_minutes),
              min: 5,
              max: 43_200,
              suffix: " minutes",
            },
          )}
          {field(
            "session_config.concurrent_sessions",
            session.concurrent_sessions,
            (value) => setSession({ concurrent_sessions: value ?? 0 }),
            {
              label: "At once, for one person",
              description: "When there is one more, the oldest ends.",
              min: 1,
              max: 100,
            },
          )}
          {field(
            "session_config.remember_me_days",
            session.remember_me_days,
            (value) => setSession({ remember_me_days: value ?? 0 }),
            {
              label: "“Stay signed in” lasts",
              description: "0: it is not kept beyond the browser session.",
              min: 0,
              max: 90,
              suffix: " days",
            },
          )}
        </Stack>
      </SettingsSection>
      <SettingsSection title="API">
        <Stack gap="sm" maw={400}>
          {field(
            "api_security.rate_limit_multiplier",
            api.rate_limit_multiplier,
            (value) => setApi({ rate_limit_multiplier: value ?? 0 }),
            { label: "Factor on every rate limit", min: 0.01, max: 100, step: 0.1 },
          )}
          <Switch
            label="Every API key must name the addresses it is used from"
            checked={api.ip_whitelist_enabled}
            onChange={(event) => setApi({ ip_whitelist_enabled: event.currentTarget.checked })}
          />
          {field(
            "api_security.api_key_rotation_days",
            api.api_key_rotation_days,
            (value) => setApi({ api_key_rotation_days: value }),
            {
              label: "Keys must be rotated within",
              description: "Empty: never. A key that is older is refused.",
              min: 1,
              max: 3650,
              suffix: " days",
              isOptional: true,
            },
          )}
          <FormFailure error={update.error} />
          <Group>
            <Button type="submit" loading={update.isPending} disabled={isSame}>
              Save the policy
            </Button>
            {isSame ? null : (
              <Button variant="default" onClick={() => setDraft(config)}>
                Discard
              </Button>
            )}
          </Group>
        </Stack>
      </SettingsSection>
    </form>
  );
}
