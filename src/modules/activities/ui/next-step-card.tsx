"use client";
// What is planned for a record, beside its timeline.
import { RelatedCard } from "@/modules/records/ui/related-card";
import { useScope } from "@/modules/records/ui/viewer";
import classes from "./activities.module.css";
import { PlanList } from "./plan-list";
import type { About } from "./use-task-actions";

export function NextStepCard({ about }: { about: About }) {
  const scope = useScope();
  if (!scope("activities:read")) return null;
  return (
    <RelatedCard title="Next step">
      <li className={classes.nextStep}>
        <PlanList about={about} />
      </li>
    </RelatedCard>
  );
}
