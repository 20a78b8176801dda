package org.taskvectors.ui.merge;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.merge.MergePlan;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.common.NamedModels;

/// What was found before a merge runs.
///
/// @param checks in the order in which they are shown
/// @param request what was looked at; empty where it is not known
/// @param plan what it would do; empty where something fails that keeps it from being known
/// @param asksPartial whether leaving out what does not match would help
/// @param asksHub whether it would help to ask the hub
/// @param layers how many layers the deepest stack of the base has, or of the first model
/// @param families the module families that each ingredient changes, in their order; empty where
///   that is not known
/// @param millis how long it took to look
public record CheckedMerge(
        List<Check> checks,
        Optional<MergeRequest> request,
        Optional<MergePlan> plan,
        boolean asksPartial,
        boolean asksHub,
        int layers,
        List<Set<ModuleFamily>> families,
        long millis) {
    public CheckedMerge {
        checks = List.copyOf(checks);
        families = List.copyOf(families);
    }

    /// Something that fails, so that nothing else is known.
    static CheckedMerge failed(Throwable failure) {
        return new CheckedMerge(
                List.of(new Check(Check.Kind.FAILS, FailureWords.of(failure))),
                Optional.empty(),
                Optional.empty(),
                false,
                NamedModels.helpsAfter(failure),
                0,
                List.of(),
                0);
    }

    /// Whether nothing keeps it from running.
    public boolean isGood() {
        return plan.isPresent() && checks.stream().noneMatch(c -> c.kind() == Check.Kind.FAILS);
    }
}
