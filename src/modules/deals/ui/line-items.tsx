"use client";
// What a deal sells, line by line; their sum becomes the deal's value on request.
import {
  ActionIcon,
  Alert,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Stack,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useRecordCache } from "@/modules/records/ui/cache";
import { RelatedCard } from "@/modules/records/ui/related-card";
import { useDescribedFields } from "@/modules/records/ui/use-fields";
import { useMay } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, recordKeys, useRecordCalls } from "@/surfaces/rpc/records";
import { describeError } from "@/ui/feedback/describe-error";
import { notifyError } from "@/ui/feedback/notify";
import { FieldEditor } from "@/ui/fields/field-editor";
import { formatMoney, formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { FormSheet } from "@/ui/form/form-sheet";
import { refreshBoards } from "./board-data";
import { dealType } from "./deal-type";
import classes from "./stage-bar.module.css";

interface NewItem {
  productId?: string;
  name?: string;
  quantity: number;
  unitPrice?: number;
  discountPercent: number;
}

export function LineItemsCard({ deal }: { deal: RecordRow }) {
  const client = useTRPCClient();
  const calls = useRecordCalls(dealType);
  const queryClient = useQueryClient();
  const cache = useRecordCache(dealType);
  const may = useMay();
  const { tag } = useLocale();
  const canWrite = may("deals:write", deal);
  const [isAdding, setIsAdding] = useState(false);
  const queryKey = recordKeys.related("deals", deal.id, "line items");
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.deals.listLineItems.query({ dealId: deal.id }, { signal }),
  });
  if (!data || (data.items.length === 0 && !canWrite)) return null;

  async function refreshDeal() {
    cache.put(await calls.get(deal.id));
    cache.refreshLists();
    await refreshBoards(queryClient);
  }
  async function remove(lineItemId: string) {
    try {
      queryClient.setQueryData(
        queryKey,
        await client.deals.removeLineItem.mutate({ dealId: deal.id, lineItemId }),
      );
      await refreshDeal();
    } catch (error) {
      notifyError(error);
    }
  }
  async function takeSum(isSum: boolean) {
    try {
      cache.put(await calls.update(deal.id, { valueFromLineItems: isSum }, deal.version));
      await refreshDeal();
    } catch (error) {
      notifyError(error);
    }
  }

  return (
    <>
      <RelatedCard
        title="Line items"
        count={data.items.length}
        action={
          canWrite ? (
            <Tooltip label="Add a line">
              <ActionIcon aria-label="Add a line item" onClick={() => setIsAdding(true)}>
                <IconPlus size={15} />
              </ActionIcon>
            </Tooltip>
          ) : null
        }
        footer={
          data.items.length === 0
            ? "Products with quantity and discount; their sum can be the deal's value."
            : undefined
        }
      >
        {data.items.length > 0 ? (
          <li className={classes.inset}>
            <table className={classes.items}>
              <thead>
                <tr>
                  <th scope="col">What</th>
                  <th scope="col">Qty</th>
                  <th scope="col">Total</th>
                  {canWrite ? (
                    <th scope="col" aria-label="Remove">
                      {" "}
                    </th>
                  ) : null}
                </tr>
              </thead>
              <tbody>
                {data.items.map((item) => (
                  <tr key={item.id}>
                    <td>
                      {item.name}
                      {item.discountPercent > 0 ? ` (−${formatNumber(item.discountPercent, tag)} %)` : ""}
                    </td>
                    <td>{formatNumber(item.quantity, tag)}</td>
                    <td>{formatMoney(item.total, data.currency, tag)}</td>
                    {canWrite ? (
                      <td>
                        <ActionIcon
                          size="xs"
                          aria-label={`Remove ${item.name}`}
                          onClick={() => void remove(item.id)}
                        >
                          <IconX size={12} />
                        </ActionIcon>
                      </td>
                    ) : null}
                  </tr>
                ))}
                <tr>
                  <td>
                    <b>Sum</b>
                  </td>
                  <td />
                  <td>
                    <b>{formatMoney(data.total, data.currency, tag)}</b>
                  </td>
                  {canWrite ? <td /> : null}
                </tr>
              </tbody>
            </table>
            {canWrite ? (
              <Checkbox
                mt={8}
                size="xs"
                label="The sum is the deal's value"
                checked={deal.valueFromLineItems === true}
                onChange={(event) => void takeSum(event.currentTarget.checked)}
              />
            ) : null}
          </li>
        ) : null}
      </RelatedCard>
      <FormSheet isOpen={isAdding} onClose={() => setIsAdding(false)} title="Add a line" size={440}>
        {isAdding ? (
          <AddItem
            currency={data.currency}
            onCancel={() => setIsAdding(false)}
            onAdd={async (item) => {
              queryClient.setQueryData(
                queryKey,
                await client.deals.addLineItem.mutate({ dealId: deal.id, ...item }),
              );
              setIsAdding(false);
              await refreshDeal();
            }}
          />
        ) : null}
      </FormSheet>
    </>
  );
}

function AddItem(props: { currency: string; onAdd: (item: NewItem) => Promise<void>; onCancel: () => void }) {
  const { fields } = useDescribedFields("deal");
  const product = fields.find((one) => one.key === "productId");
  const [productId, setProductId] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [quantity, setQuantity] = useState<number | string>(1);
  const [price, setPrice] = useState<number | string>("");
  const [discount, setDiscount] = useState<number | string>(0);
  const [failure, setFailure] = useState<ReturnType<typeof describeError>>();
  const [isSaving, setIsSaving] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setIsSaving(true);
    try {
      await props.onAdd({
        ...(productId ? { productId } : {}),
        ...(name.trim() ? { name: name.trim() } : {}),
        quantity: Number(quantity),
        ...(price === "" ? {} : { unitPrice: Number(price) }),
        discountPercent: Number(discount),
      });
    } catch (error) {
      setFailure(describeError(error));
      setIsSaving(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack p="md" gap="sm">
        {product ? (
          <FieldEditor
            field={{ ...product, label: "Product" }}
            value={productId}
            autoFocus
            onChange={(value) => setProductId(typeof value === "string" ? value : null)}
          />
        ) : null}
        <TextInput
          label="Name"
          description="The product's when left empty"
          required={!productId}
          value={name}
          error={failure?.fields.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group grow>
          <NumberInput
            label="Quantity"
            required
            min={0}
            value={quantity}
            error={failure?.fields.quantity}
            onChange={setQuantity}
          />
          <NumberInput
            label={`Price (${props.currency})`}
            required={!productId}
            min={0}
            value={price}
            error={failure?.fields.unitPrice}
            onChange={setPrice}
          />
          <NumberInput
            label="Discount %"
            min={0}
            max={100}
            value={discount}
            error={failure?.fields.discountPercent}
            onChange={setDiscount}
          />
        </Group>
        {failure ? (
          <Alert color="red" role="alert" title={failure.title}>
            {failure.detail}
          </Alert>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={isSaving}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
