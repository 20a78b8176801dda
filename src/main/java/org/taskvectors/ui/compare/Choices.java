package org.taskvectors.ui.compare;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.workspace.WorkspaceState;

/// What of the vectors is shown, as the workspace remembers it.
///
/// @param by how tensors are grouped
/// @param measure what is compared
/// @param metrics which metric of each measure that has several
/// @param scope which tensors, as it is written
public record Choices(Grouping by, Measure measure, Map<Measure, Metric> metrics, String scope) {
    private static final String BY = "compare.by";
    private static final String MEASURE = "compare.measure";
    static final String SCOPE = "compare.scope";

    public Choices {
        metrics = Map.copyOf(metrics);
    }

    static Choices of(WorkspaceState state) {
        Map<Measure, Metric> metrics = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            List<Metric> some = measure.metrics();
            if (some.size() > 1) {
                metrics.put(
                        measure,
                        Metric.of(state.choice(measure.key(), ""))
                                .filter(some::contains)
                                .orElse(some.getFirst()));
            }
        }
        return new Choices(
                named(Grouping.class, state.choice(BY, "")).orElse(Grouping.LAYER),
                named(Measure.class, state.choice(MEASURE, "")).orElse(Measure.NORM),
                metrics,
                state.choice(SCOPE, "all"));
    }

    WorkspaceState in(WorkspaceState state) {
        WorkspaceState with =
                state.withChoice(BY, word(by))
                        .withChoice(MEASURE, word(measure))
                        .withChoice(SCOPE, scope);
        for (Map.Entry<Measure, Metric> chosen : metrics.entrySet()) {
            with = with.withChoice(chosen.getKey().key(), chosen.getValue().property());
        }
        return with;
    }

    Choices withBy(Grouping grouping) {
        return new Choices(grouping, measure, metrics, scope);
    }

    Choices withMeasure(Measure chosen) {
        return new Choices(by, chosen, metrics, scope);
    }

    /// With another metric of the measure that it belongs to.
    Choices withMetric(Metric chosen) {
        Map<Measure, Metric> changed = new EnumMap<>(Measure.class);
        metrics.forEach(
                (of, metric) -> changed.put(of, of.metrics().contains(chosen) ? chosen : metric));
        return new Choices(by, measure, changed, scope);
    }

    /// The metric that is drawn; empty where it is the distribution.
    Optional<Metric> metric() {
        return metric(measure);
    }

    private Optional<Metric> metric(Measure of) {
        return Optional.ofNullable(metrics.get(of)).or(() -> of.metrics().stream().findFirst());
    }

    /// The metric of one vector that is drawn where the measure has none of one vector.
    VectorMetric norm() {
        return metric(Measure.NORM)
                .filter(VectorMetric.class::isInstance)
                .map(VectorMetric.class::cast)
                .orElse(VectorMetric.RELATIVE_NORM);
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
