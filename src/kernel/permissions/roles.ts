// The six system roles of the contract, word for word, plus what each needs in modules that the contract's list does
// not name (decision 0004).

export type SystemRole = { key: string; name: string; description: string; permissions: string[] };

/** What everyone at work needs: see colleagues and the shape of the pipelines, keep own views and settings. */
const everyone = [
  "users:read",
  "teams:read",
  "roles:read",
  "fields:read",
  "tags:read",
  "pipelines:read",
  "events:read",
  "views:read",
  "views:write:own",
];

export const systemRoles: SystemRole[] = [
  {
    key: "system_admin",
    name: "System administrator",
    description: "Full system access across all tenants",
    permissions: ["*"],
  },
  {
    key: "tenant_admin",
    name: "Administrator",
    description: "Full access within the workspace",
    permissions: ["tenant:*"],
  },
  {
    key: "sales_manager",
    name: "Sales manager",
    description: "Manage sales team and processes",
    permissions: [
      "contacts:*",
      "deals:*",
      "leads:*",
      "pipelines:*",
      "reports:sales:*",
      "users:team:read",
      "accounts:*",
      "activities:*",
      "products:*",
      "tags:*",
      "views:*",
      "bulk:*",
      "changes:*",
      "fields:write",
      "audit:read",
      ...everyone,
    ],
  },
  {
    key: "sales_rep",
    name: "Sales representative",
    description: "Standard sales representative",
    permissions: [
      "contacts:read",
      "contacts:write:own",
      "deals:read",
      "deals:write:own",
      "leads:read",
      "leads:write:own",
      "leads:convert:own",
      "activities:*:own",
      "accounts:read",
      "accounts:write:own",
      "activities:read",
      "deals:move_stage:own",
      "products:read",
      "bulk:read:own",
      "bulk:write:own",
      "changes:*:own",
      "tags:write",
      ...everyone,
    ],
  },
  {
    key: "marketing_manager",
    name: "Marketing manager",
    description: "Manage marketing campaigns and leads",
    permissions: [
      "leads:*",
      "contacts:read",
      "campaigns:*",
      "reports:marketing:*",
      "accounts:read",
      "bulk:read:own",
      "bulk:write:own",
      "changes:*:own",
      "tags:write",
      ...everyone,
    ],
  },
  {
    key: "support_agent",
    name: "Support agent",
    description: "Customer support access",
    permissions: ["contacts:read", "accounts:read", "activities:support:*", "tickets:*", ...everyone],
  },
];

/** Every resource and its actions: what a role or an API key can be given. */
export const permissionCatalogue: Record<string, { label: string; actions: Record<string, string> }> = {
  contacts: {
    label: "Contacts",
    actions: {
      read: "View contact information",
      write: "Create and update contacts",
      delete: "Delete contacts",
      export: "Export contact data",
      merge: "Merge duplicate contacts",
    },
  },
  accounts: {
    label: "Accounts",
    actions: {
      read: "View accounts and their hierarchy",
      write: "Create and update accounts",
      delete: "Delete accounts",
      export: "Export account data",
      merge: "Merge duplicate accounts",
    },
  },
  leads: {
    label: "Leads",
    actions: {
      read: "View leads",
      write: "Create and update leads",
      delete: "Delete leads",
      export: "Export lead data",
      convert: "Qualify and convert leads",
      assign: "Decide who gets new leads",
      merge: "Merge duplicate leads",
    },
  },
  deals: {
    label: "Deals",
    actions: {
      read: "View deal information",
      write: "Create and update deals",
      delete: "Delete deals",
      move_stage: "Move deals between stages",
      forecast: "Access forecasting data",
      export: "Export deal data",
      merge: "Merge duplicate deals",
    },
  },
  activities: {
    label: "Activities",
    actions: {
      read: "View tasks, events, communications and notes",
      write: "Create and update activities",
      delete: "Delete activities",
      export: "Export tasks, events, communications and notes",
    },
  },
  pipelines: {
    label: "Pipelines",
    actions: { read: "View pipelines", manage: "Change pipelines, stages and automation" },
  },
  products: {
    label: "Products",
    actions: {
      read: "View products",
      write: "Change the product list",
      delete: "Delete products",
      export: "Export product data",
    },
  },
  users: {
    label: "People",
    actions: { read: "See who works here", write: "Invite, change and deactivate people" },
  },
  teams: { label: "Teams", actions: { read: "See teams", write: "Change teams" } },
  roles: { label: "Roles", actions: { read: "See roles", write: "Change roles" } },
  fields: {
    label: "Fields",
    actions: { read: "See custom fields", write: "Create and change custom fields" },
  },
  tags: {
    label: "Tags",
    actions: { read: "See tags", write: "Create tags", manage: "Rename, merge and delete tags" },
  },
  views: { label: "Views", actions: { read: "Use saved views", write: "Save views" } },
  api_keys: {
    label: "API keys",
    actions: { read: "See API keys", write: "Create, rotate and revoke API keys" },
  },
  bulk: {
    label: "Import and export",
    actions: { read: "See imports and their reports", write: "Run imports" },
  },
  changes: { label: "History", actions: { read: "See changes", revert: "Undo changes" } },
  events: { label: "Events", actions: { read: "Read the event log" } },
  security: { label: "Security log", actions: { read: "Read the security log" } },
  audit: { label: "Audit log", actions: { read: "Read the audit log" } },
  settings: {
    label: "Workspace",
    actions: { read: "See workspace settings", write: "Change workspace settings" },
  },
};
