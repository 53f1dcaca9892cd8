// The operations on saved views: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { ifVersion } from "@/kernel/records";
import { NewView, View, ViewId, ViewPatch } from "./schema";
import {
  createView,
  deleteView,
  getView,
  listViews,
  reorderViews,
  restoreView,
  setDefault,
  setFavourite,
  updateView,
} from "./service";

const ById = z.strictObject({ viewId: ViewId });
const recordType = z.string().meta({ description: "The type of the records", examples: ["contact"] });

export const viewsRouter = router({
  list: operation({
    title: "List saved views",
    description: "Your own, your team's and everybody's.",
    permission: "views:read",
    rest: "GET /views",
  })
    .input(z.strictObject({ recordType: recordType.optional() }))
    .output(z.array(View))
    .query(read(listViews)),
  get: operation({ title: "Get a saved view", permission: "views:read", rest: "GET /views/{viewId}" })
    .input(ById)
    .output(View)
    .query(read(getView)),
  create: operation({ title: "Save a view", permission: "views:write", rest: "POST /views", status: 201 })
    .input(NewView)
    .output(View)
    .mutation(write(createView)),
  update: operation({ title: "Change a saved view", permission: "views:write", rest: "PUT /views/{viewId}" })
    .input(ViewPatch.extend({ viewId: ViewId, ifVersion }))
    .output(View)
    .mutation(write(updateView)),
  delete: operation({
    title: "Delete a saved view",
    permission: "views:write",
    rest: "DELETE /views/{viewId}",
  })
    .input(ById)
    .output(z.strictObject({ id: ViewId }).meta({ title: "Deleted view" }))
    .mutation(write(deleteView)),
  restore: operation({
    title: "Restore a deleted view",
    permission: "views:write",
    rest: "POST /views/{viewId}/restore",
    status: 200,
  })
    .input(ById)
    .output(View)
    .mutation(write(restoreView)),
  reorder: operation({
    title: "Order saved views",
    permission: "views:write",
    rest: "POST /views/reorder",
    status: 200,
  })
    .input(
      z.strictObject({
        recordType,
        viewIds: z.array(ViewId).min(1).max(200).meta({ description: "The views in their new order" }),
      }),
    )
    .output(z.array(View))
    .mutation(write(reorderViews)),
  favourite: operation({
    title: "Keep a view in your sidebar",
    permission: "views:read",
    rest: "PUT /views/{viewId}/favourite",
  })
    .input(
      ById.extend({
        isFavourite: z.boolean().meta({ description: "Whether it is a favourite", examples: [true] }),
        position: z
          .int()
          .min(0)
          .max(1000)
          .optional()
          .meta({ description: "Place among your favourites", examples: [0] }),
      }),
    )
    .output(View)
    .mutation(write(setFavourite)),
  setDefault: operation({
    title: "Start with a view",
    description: "Your list of its records opens with it, until you choose another.",
    permission: "views:read",
    rest: "PUT /views/{viewId}/default",
  })
    .input(
      ById.extend({
        isDefault: z.boolean().meta({ description: "Whether your list opens with it", examples: [true] }),
      }),
    )
    .output(View)
    .mutation(write(setDefault)),
});
