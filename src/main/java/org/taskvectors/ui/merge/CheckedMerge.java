package org.taskvectors.ui.merge;

import java.util.List;
import java.util.Optional;
import org.taskvectors.merge.MergePlan;

/// What was found before a merge runs.
///
/// @param checks in the order in which they are shown
/// @param plan what it would do; empty where something fails that keeps it from being known
/// @param asksPartial whether leaving out what does not match would help
/// @param millis how long it took to look
public record CheckedMerge(
        List<Check> checks, Optional<MergePlan> plan, boolean asksPartial, long millis) {
    public CheckedMerge {
        checks = List.copyOf(checks);
    }

    /// Whether nothing keeps it from running.
    public boolean isGood() {
        return plan.isPresent() && checks.stream().noneMatch(c -> c.kind() == Check.Kind.FAILS);
    }
}
