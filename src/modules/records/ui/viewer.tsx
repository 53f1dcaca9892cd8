"use client";
// Who is signed in and what they may do, for every screen. Someone who is not is sent to sign in, and back here after.
import { isTRPCClientError } from "@trpc/client";
import { createContext, type ReactNode, useContext, useEffect, useMemo } from "react";
import { grantedScope, type Permission, parsePermission, type Scope } from "@/kernel/permissions/permission";
import { useMe } from "@/modules/users/ui/use-me";
import { ErrorState } from "@/ui/feedback/states";

export interface Viewer {
  /** `user_…` */
  userId: string | null;
  name: string;
  email: string | null;
  roles: string[];
  permissions: string[];
  tenant: { id: string; name: string };
}

interface ViewerContextValue {
  viewer: Viewer;
  permissions: Permission[];
}

const ViewerContext = createContext<ViewerContextValue | null>(null);

const signInHref = (): string =>
  `/sign-in?returnTo=${encodeURIComponent(window.location.pathname + window.location.search)}`;

export function ViewerProvider({ loading, children }: { loading: ReactNode; children: ReactNode }) {
  const { data, error, refetch } = useMe();
  const isSignedOut = isTRPCClientError(error) && error.data?.httpStatus === 401;
  useEffect(() => {
    if (isSignedOut) window.location.replace(signInHref());
  }, [isSignedOut]);

  const value = useMemo<ViewerContextValue | null>(
    () =>
      data
        ? {
            viewer: data,
            permissions: data.permissions.map(parsePermission).filter((one) => one !== undefined),
          }
        : null,
    [data],
  );
  if (isSignedOut) return loading;
  if (!value) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : loading;
  return <ViewerContext value={value}>{children}</ViewerContext>;
}

function useViewerContext(): ViewerContextValue {
  const value = useContext(ViewerContext);
  if (!value) throw new Error("This screen needs the ViewerProvider around it");
  return value;
}

export const useViewer = (): Viewer => useViewerContext().viewer;

/** The widest scope in which the viewer may do `contacts:write`, or undefined: not at all. */
export function useScope(): (permission: string) => Scope | undefined {
  const { permissions } = useViewerContext();
  return useMemo(() => (permission: string) => grantedScope(permissions, permission), [permissions]);
}

/** Whether the viewer may act on this record: the server decides, this only keeps dead buttons off the page. */
export function useMay(): (permission: string, record: { ownerId?: string | null }) => boolean {
  const { viewer, permissions } = useViewerContext();
  return useMemo(
    () => (permission, record) => {
      const scope = grantedScope(permissions, permission);
      // Whose team someone is in is the server's to know: let it answer.
      return scope === "own" ? record.ownerId === viewer.userId : scope !== undefined;
    },
    [permissions, viewer.userId],
  );
}
