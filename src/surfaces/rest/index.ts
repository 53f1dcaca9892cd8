// The platform's REST API, ready to be mounted: `/v1`.
import { operations } from "@/surfaces/catalog";
import { identify } from "@/surfaces/identify";
import { platform } from "./dialects/platform";
import { createRestHandler, type RestHandler } from "./handler";

export const platformRest: RestHandler = createRestHandler({ dialect: platform, operations, identify });
