// The operations of coming in: a table of contents.
import { z } from "zod";
import { operation, outside, router } from "@/kernel/operation";
import { Done, email, linkToken, password } from "@/modules/sessions";
import { workspaceName } from "@/modules/tenants";
import { personName } from "@/modules/users";
import { acceptInvitation, createWorkspace, previewInvitation, sendVerification, signUp } from "./service";

const Joined = z.strictObject({
  tenantId: z
    .string()
    .meta({ description: "The workspace", examples: ["tenant_018f6f0e7c1b7d3a9b0c1d2e3f405171"] }),
  userId: z.string().meta({ description: "The person", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
  email: z.string().meta({ description: "What to sign in with", examples: ["jane@example.com"] }),
});
const invalid = { INVITATION_INVALID: "The invitation was used, taken back, has expired or never was" };

export const signupRouter = router({
  create: operation({
    title: "Sign up",
    description: "Makes a workspace of one's own with its first administrator, who can sign in at once.",
    permission: "public",
    errors: { EMAIL_IN_USE: "The e-mail has an account already" },
  })
    .input(z.strictObject({ workspace: workspaceName, name: personName, email, password }))
    .output(Joined)
    .mutation(outside(signUp)),
  createWorkspace: operation({ title: "Make a further workspace", permission: null })
    .input(z.strictObject({ workspace: workspaceName }))
    .output(Joined)
    .mutation(outside(createWorkspace)),
  sendVerification: operation({
    title: "Mail me a link to confirm my address",
    permission: null,
  })
    .input(z.strictObject({}))
    .output(Done)
    .mutation(outside(sendVerification)),
  previewInvitation: operation({
    title: "Look at an invitation",
    permission: "public",
    errors: invalid,
  })
    .input(z.strictObject({ token: linkToken }))
    .output(
      z.strictObject({
        email: z.string().meta({ description: "Who is invited", examples: ["jane@example.com"] }),
        workspace: z.string().meta({ description: "To which workspace", examples: ["Acme"] }),
        role: z.string().meta({ description: "As what", examples: ["Sales representative"] }),
        hasAccount: z.boolean().meta({
          description: "Whether to ask for the account's password instead of a new one",
          examples: [false],
        }),
      }),
    )
    .query(outside(previewInvitation)),
  acceptInvitation: operation({
    title: "Accept an invitation",
    description:
      "Works once. A new person sets name and password; who has an account gives its password or is signed in.",
    permission: "public",
    errors: invalid,
  })
    .input(z.strictObject({ token: linkToken, name: personName.optional(), password: password.optional() }))
    .output(Joined)
    .mutation(outside(acceptInvitation)),
});
