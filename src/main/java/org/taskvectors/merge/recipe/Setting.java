package org.taskvectors.merge.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a recipe says of a parameter: one value, a curve over the layers, or conditions by the
/// tensors' names.
public sealed interface Setting {
    /// A setting without conditions.
    sealed interface Plain extends Setting {}

    record One(Scalar value) implements Plain {}

    /// A gradient: anchors that lie evenly over the layers of a slice. Numbers are interpolated,
    /// flags and words are taken from the anchor at or before the layer.
    record Curve(List<Scalar> anchors) implements Plain {
        public Curve {
            anchors = List.copyOf(anchors);
            if (anchors.isEmpty()) {
                throw new IllegalArgumentException("a curve has an anchor");
            }
        }
    }

    /// The first condition that a tensor meets has its value; a tensor that meets none has none
    /// from here.
    record Conditions(List<Condition> conditions) implements Setting {
        public Conditions {
            conditions = List.copyOf(conditions);
            if (conditions.isEmpty()) {
                throw new IllegalArgumentException("there is a condition");
            }
        }
    }

    /// @param filter a part of the names of the tensors that are meant; `*` or empty for all
    record Condition(Optional<String> filter, Plain value) {
        /// Whether the tensor of that name is meant. As mergekit, which compares no patterns: the
        /// name holds the filter somewhere.
        public boolean meets(String tensor) {
            return filter.isEmpty() || filter.get().equals("*") || tensor.contains(filter.get());
        }
    }

    static Setting of(double value) {
        return new One(Scalar.of(value));
    }

    static Setting of(boolean value) {
        return new One(Scalar.of(value));
    }

    static Curve curve(double... anchors) {
        return new Curve(Arrays.stream(anchors).mapToObj(Scalar::of).toList());
    }
}
