package org.taskvectors.ui.compare;

import java.util.Locale;
import java.util.Optional;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.figure.PairMetric;
import org.taskvectors.figure.VectorMetric;
import org.taskvectors.workspace.WorkspaceState;

/// What of the vectors is shown, as the workspace remembers it.
///
/// @param by how tensors are grouped
/// @param measure what is compared
/// @param norm which norm, where the measure is one
/// @param sign agreement or conflict, where the measure is one of signs
/// @param scope which tensors, as it is written
public record Choices(
        Grouping by, Measure measure, VectorMetric norm, PairMetric sign, String scope) {
    private static final String BY = "compare.by";
    private static final String MEASURE = "compare.measure";
    private static final String NORM = "compare.norm";
    private static final String SIGN = "compare.sign";
    static final String SCOPE = "compare.scope";

    static Choices of(WorkspaceState state) {
        return new Choices(
                named(Grouping.class, state.choice(BY, "")).orElse(Grouping.LAYER),
                named(Measure.class, state.choice(MEASURE, "")).orElse(Measure.NORM),
                named(VectorMetric.class, state.choice(NORM, ""))
                        .orElse(VectorMetric.RELATIVE_NORM),
                named(PairMetric.class, state.choice(SIGN, "")).orElse(PairMetric.SIGN_CONFLICT),
                state.choice(SCOPE, "all"));
    }

    WorkspaceState in(WorkspaceState state) {
        return state.withChoice(BY, word(by))
                .withChoice(MEASURE, word(measure))
                .withChoice(NORM, word(norm))
                .withChoice(SIGN, word(sign))
                .withChoice(SCOPE, scope);
    }

    Choices withBy(Grouping grouping) {
        return new Choices(grouping, measure, norm, sign, scope);
    }

    Choices withMeasure(Measure chosen) {
        return new Choices(by, chosen, norm, sign, scope);
    }

    Choices withNorm(VectorMetric chosen) {
        return new Choices(by, measure, chosen, sign, scope);
    }

    Choices withSign(PairMetric chosen) {
        return new Choices(by, measure, norm, chosen, scope);
    }

    Choices withScope(String text) {
        return new Choices(by, measure, norm, sign, text);
    }

    /// The metric of one vector that is drawn: sparsity, or a norm.
    VectorMetric vectorMetric() {
        return measure == Measure.SPARSITY ? VectorMetric.SPARSITY : norm;
    }

    /// The metric of two vectors that is drawn.
    PairMetric pairMetric() {
        return measure == Measure.SIGNS ? sign : PairMetric.COSINE;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> Optional<E> named(Class<E> type, String word) {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(word)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }
}
