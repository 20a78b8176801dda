package org.taskvectors.evaluation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.taskvectors.inference.Logits;

/// The base's logits at the measured places of a task, with which edited models are compared.
final class BaseLogits {
    private final Map<Integer, Logits> kept = new ConcurrentHashMap<>();

    /// Keeps what the base says; it is as far from itself as 0.
    Divergence keeping() {
        return (place, values, logits) -> {
            kept.put(place, Logits.of(values.clone()));
            return 0;
        };
    }

    /// Compares what an edited model says.
    Divergence comparing() {
        return (place, values, logits) -> {
            Logits base = kept.get(place);
            return base == null ? Double.NaN : base.divergence(logits);
        };
    }
}
