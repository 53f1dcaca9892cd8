// The rates table of a tenant.
import { AppError, invalidField, notFound } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { Transaction } from "@/kernel/tenancy";
import { currencyRatesChanged } from "./events";
import { forgetRates, loadRates } from "./rates";
import type { Currencies } from "./schema";

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

export async function listCurrencies(ctx: Ctx): Promise<Currencies> {
  const [rates, rows] = await Promise.all([
    loadRates(ctx),
    ctx.tx.query<{ currency: string; rate: string; updated_at: string }>(
      "select currency, rate::text, updated_at from currency_rates where tenant_id = $1 order by currency",
      [tenantOf(ctx)],
    ),
  ]);
  return {
    baseCurrency: rates.base,
    rates: rows.map((row) => ({
      currency: row.currency,
      rate: Number(row.rate),
      updatedAt: row.updated_at,
    })),
  };
}

async function changed(ctx: Ctx, before: Record<string, unknown>, after: Record<string, unknown>) {
  ctx.record({ recordType: "tenant", recordId: ctx.tenant.id, action: "updated", before, after });
  forgetRates(ctx);
  const currencies = await listCurrencies(ctx);
  ctx.emit(currencyRatesChanged, { recordType: "tenant", recordId: ctx.tenant.id }, { currencies });
  return currencies;
}

export async function setCurrencyRate(
  ctx: Ctx,
  { currency, rate }: { currency: string; rate: number },
): Promise<Currencies> {
  const { base, byCurrency } = await loadRates(ctx);
  if (currency === base)
    throw invalidField("currency", `${currency} is the base currency; its rate is always 1`);
  await ctx.tx.query(
    `insert into currency_rates (tenant_id, currency, rate, updated_at, updated_by) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, currency) do update
       set rate = excluded.rate, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    [
      tenantOf(ctx),
      currency,
      rate.toFixed(15),
      ctx.now,
      ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
    ],
  );
  const former = byCurrency.get(currency);
  return changed(ctx, { [`rate.${currency}`]: former?.toNumber() ?? null }, { [`rate.${currency}`]: rate });
}

export async function deleteCurrencyRate(ctx: Ctx, { currency }: { currency: string }): Promise<Currencies> {
  const [used] = await ctx.tx.query<{ n: number }>(
    "select count(*)::int as n from deals where tenant_id = $1 and currency = $2 and deleted_at is null",
    [tenantOf(ctx), currency],
  );
  if (used?.n)
    throw new AppError(
      "CURRENCY_IN_USE",
      409,
      `${used.n} deals are in ${currency}; their sums need its rate`,
      {
        details: { deals: used.n },
      },
    );
  const gone = await ctx.tx.query<{ rate: string }>(
    "delete from currency_rates where tenant_id = $1 and currency = $2 returning rate::text",
    [tenantOf(ctx), currency],
  );
  if (!gone[0]) throw notFound("rate");
  return changed(ctx, { [`rate.${currency}`]: Number(gone[0].rate) }, { [`rate.${currency}`]: null });
}

/** Another base currency: every rate is expressed anew in it, the former base gets one. */
export async function setBaseCurrency(
  ctx: Ctx,
  { baseCurrency }: { baseCurrency: string },
): Promise<Currencies> {
  const { base, byCurrency } = await loadRates(ctx);
  if (base === baseCurrency) return listCurrencies(ctx);
  const rate = byCurrency.get(baseCurrency);
  const [held] = await ctx.tx.query<{ is_used: boolean }>(
    "select exists (select 1 from deals where tenant_id = $1) or exists (select 1 from currency_rates where tenant_id = $1) as is_used",
    [tenantOf(ctx)],
  );
  if (held?.is_used && !rate)
    throw invalidField(
      "baseCurrency",
      `There is no rate for ${baseCurrency}. Set one in Settings → Currencies first.`,
      "CURRENCY_WITHOUT_RATE",
    );
  if (rate) {
    await ctx.tx.query("delete from currency_rates where tenant_id = $1 and currency = $2", [
      tenantOf(ctx),
      baseCurrency,
    ]);
    await ctx.tx.query(
      "update currency_rates set rate = rate / $2::numeric, updated_at = $3 where tenant_id = $1",
      [tenantOf(ctx), rate.toFixed(), ctx.now],
    );
    await ctx.tx.query(
      "insert into currency_rates (tenant_id, currency, rate, updated_at) values ($1, $2, 1 / $3::numeric, $4)",
      [tenantOf(ctx), base, rate.toFixed(), ctx.now],
    );
  }
  await ctx.tx.query(
    `insert into currency_settings (tenant_id, base_currency) values ($1, $2)
     on conflict (tenant_id) do update set base_currency = excluded.base_currency`,
    [tenantOf(ctx), baseCurrency],
  );
  return changed(ctx, { baseCurrency: base }, { baseCurrency });
}

/** What a new tenant starts with. */
export function firstCurrency(tx: Transaction, tenantId: string): void {
  tx.send("insert into currency_settings (tenant_id, base_currency) values ($1, 'USD')", [
    uuidOf("tenant", tenantId),
  ]);
}
