"use client";
// The files on a record or a task: dropped or chosen, looked at, saved, deleted.
import { ActionIcon, FileButton, Image, Loader, Modal, Tooltip } from "@mantine/core";
import { IconFile, IconPaperclip, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { RelatedCard } from "@/modules/records/ui/related-card";
import { useMay, useScope } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, type RowsPage, useUntypedClient } from "@/surfaces/rpc/records";
import { useLiveRefresh } from "@/surfaces/rpc/use-live-refresh";
import { notifyError } from "@/ui/feedback/notify";
import classes from "./files.module.css";
import { uploadAttachment } from "./upload-attachment";
import { activityKeys } from "./use-task-actions";

interface FileRow extends RecordRow {
  fileName: string;
  contentType: string;
  sizeBytes: number;
}

type On = { type: "deal" | "lead" | "contact" | "account" | "product"; id: string } | { taskId: string };

const shownInline = ["image/png", "image/jpeg", "image/gif", "image/webp"];
/** Larger pictures are shown when asked for. */
const thumbnailBytes = 1024 * 1024;
const contentOf = (id: string) => `/v1/activities/attachments/${id}/content`;

export function FilesCard({ on }: { on: On }) {
  const scope = useScope();
  return scope("activities:read") ? <Files on={on} /> : null;
}

function Files({ on }: { on: On }) {
  const client = useTRPCClient();
  const untyped = useUntypedClient();
  const queryClient = useQueryClient();
  const scope = useScope();
  const may = useMay();
  const canAdd = scope("activities:write") !== undefined;
  const [sending, setSending] = useState(0);
  const [isOver, setIsOver] = useState(false);
  const [looking, setLooking] = useState<FileRow | null>(null);
  const isTask = "taskId" in on;
  const filter = isTask ? { activityId: { eq: on.taskId } } : { [`${on.type}Id`]: { eq: on.id } };
  const queryKey = [...activityKeys.all, "files", isTask ? on.taskId : on.id];
  const { data, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      untyped.query("attachments.list", { filter, limit: 100 }, { signal }) as Promise<RowsPage<FileRow>>,
  });
  const refresh = () => void queryClient.invalidateQueries({ queryKey: activityKeys.all });
  useLiveRefresh({ queryKey, concerns: ({ recordType }) => recordType === "attachment" });

  async function send(files: File[]) {
    setSending((before) => before + files.length);
    for (const file of files) {
      try {
        await uploadAttachment(
          file,
          isTask ? { activityId: on.taskId } : { relatedType: on.type, relatedId: on.id },
        );
      } catch (refused) {
        notifyError(refused);
      } finally {
        setSending((before) => before - 1);
      }
    }
    refresh();
  }
  async function remove(id: string) {
    try {
      await client.attachments.delete.mutate({ attachmentId: id });
    } catch (refused) {
      notifyError(refused);
    }
    refresh();
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    if (canAdd) void send([...event.dataTransfer.files]);
  }

  const rows = data?.items ?? [];
  if (!canAdd && rows.length === 0) return null;
  return (
    <section
      className={classes.drop}
      data-over={isOver || undefined}
      aria-label="Files of this record"
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(canAdd);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <RelatedCard
        title="Files"
        count={rows.length || undefined}
        action={
          canAdd ? (
            <FileButton
              multiple
              onChange={(files) => void send(files)}
              inputProps={{ "aria-label": "Files to attach" }}
            >
              {(props) => (
                <Tooltip label="Attach a file">
                  <ActionIcon {...props} aria-label="Attach a file">
                    <IconPaperclip size={15} />
                  </ActionIcon>
                </Tooltip>
              )}
            </FileButton>
          ) : null
        }
        footer={
          error
            ? "The files could not be read."
            : sending > 0
              ? `Sending ${sending} ${sending === 1 ? "file" : "files"} …`
              : data && rows.length === 0
                ? "Drop files here: documents, pictures, mails, up to 25 MB each."
                : undefined
        }
      >
        {rows.map((file) => {
          const isPicture = shownInline.includes(file.contentType);
          return (
            <li key={file.id} className={classes.file}>
              {isPicture ? (
                <button
                  type="button"
                  className={classes.thumbnail}
                  aria-label={`Look at ${file.fileName}`}
                  onClick={() => setLooking(file)}
                >
                  {file.sizeBytes <= thumbnailBytes ? (
                    <Image src={contentOf(file.id)} alt="" loading="lazy" />
                  ) : (
                    <IconFile size={16} aria-hidden />
                  )}
                </button>
              ) : (
                <span className={classes.thumbnail}>
                  <IconFile size={16} aria-hidden />
                </span>
              )}
              <a className={classes.name} href={contentOf(file.id)} download={file.fileName}>
                {file.fileName}
              </a>
              <span className={classes.size}>{sizeWords(file.sizeBytes)}</span>
              {may("activities:delete", file) ? (
                <ActionIcon
                  size="sm"
                  aria-label={`Delete ${file.fileName}`}
                  onClick={() => void remove(file.id)}
                >
                  <IconX size={13} />
                </ActionIcon>
              ) : null}
            </li>
          );
        })}
      </RelatedCard>
      {sending > 0 ? (
        <Loader size={14} className={classes.loader} role="status" aria-label="Sending" />
      ) : null}
      <Modal
        opened={looking !== null}
        onClose={() => setLooking(null)}
        title={looking?.fileName}
        size="xl"
        centered
      >
        {looking ? (
          <Image className={classes.picture} src={contentOf(looking.id)} alt={looking.fileName} />
        ) : null}
      </Modal>
    </section>
  );
}

function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
