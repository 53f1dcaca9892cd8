// The operations on tags: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { NewTag, Tag, TagId, TagPatch } from "./schema";
import { createTag, deleteTag, listTags, mergeTags, updateTag } from "./service";

const recordCount = z.int().meta({ description: "How many records carried it", examples: [12] });
const errors = { TAG_EXISTS: "There is a tag of this name already" };

export const tagsRouter = router({
  list: operation({ title: "List tags", permission: "tags:read", rest: "GET /tags" })
    .input(
      z.strictObject({
        search: z
          .string()
          .max(50)
          .optional()
          .meta({ description: "Part of the name", examples: ["vi"] }),
      }),
    )
    .output(z.array(Tag))
    .query(read(listTags)),
  create: operation({
    title: "Create a tag",
    permission: "tags:write",
    rest: "POST /tags",
    status: 201,
    errors,
  })
    .input(NewTag)
    .output(Tag)
    .mutation(write(createTag)),
  update: operation({
    title: "Change or rename a tag",
    description: "A new name is written to every record that carries the tag.",
    permission: "tags:manage",
    rest: "PUT /tags/{tagId}",
    emits: "any",
    errors,
  })
    .input(TagPatch.extend({ tagId: TagId }))
    .output(Tag)
    .mutation(write(updateTag)),
  merge: operation({
    title: "Merge tags",
    permission: "tags:manage",
    rest: "POST /tags/{tagId}/merge",
    status: 200,
    emits: "any",
  })
    .input(
      z.strictObject({
        tagId: TagId,
        mergedIds: z.array(TagId).min(1).max(50).meta({ description: "The tags that become this one" }),
      }),
    )
    .output(Tag.extend({ recordCount }).meta({ title: "Merged tag" }))
    .mutation(write(mergeTags)),
  delete: operation({
    title: "Delete a tag",
    description: "It leaves every record that carries it.",
    permission: "tags:manage",
    rest: "DELETE /tags/{tagId}",
    emits: "any",
  })
    .input(z.strictObject({ tagId: TagId }))
    .output(z.strictObject({ id: TagId, recordCount }).meta({ title: "Deleted tag" }))
    .mutation(write(deleteTag)),
});
