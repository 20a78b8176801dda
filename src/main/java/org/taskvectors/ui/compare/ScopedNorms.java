package org.taskvectors.ui.compare;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.GroupNumbers;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.naming.Scope;

/// ‖τ‖ of each vector over what is in scope, kept until the scope is another.
final class ScopedNorms {
    /// @param words `over attention, feed-forward: 973,078,528 weights`
    record Norm(double value, String words) {}

    private final IdentityHashMap<Measurement, Norm> known = new IdentityHashMap<>();
    private Scope scope = Scope.ALL;

    /// @return whether it is another scope than before
    boolean setScope(Scope next) {
        boolean isOther = !next.text().equals(scope.text());
        if (isOther) {
            scope = next;
            known.clear();
        }
        return isOther;
    }

    Scope scope() {
        return scope;
    }

    Norm of(Measurement measurement) {
        return known.computeIfAbsent(measurement, this::compute);
    }

    private Norm compute(Measurement measurement) {
        List<NamedProfile> alone = List.of(measurement.named(""));
        SharedNaming naming = SharedNaming.of(alone);
        GroupNumbers numbers =
                new Comparison(alone, Optional.empty(), naming::place, scope).numbers(0, Group.ALL);
        String over = EffectiveScope.words(scope);
        return numbers.weights() == 0
                ? new Norm(Double.NaN, "Nothing of it is in scope: " + over)
                : new Norm(
                        numbers.l2Norm(),
                        "‖τ‖ over " + over + ": " + Amounts.count(numbers.weights()) + " weights");
    }
}
