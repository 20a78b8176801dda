package org.taskvectors.merge.recipe;

/// Layers of a model, half open.
///
/// @param first the first layer
/// @param end the layer behind the last
public record LayerRange(int first, int end) {
    public LayerRange {
        if (first < 0 || end <= first) {
            throw new IllegalArgumentException("no layers from " + first + " to " + end);
        }
    }

    public int count() {
        return end - first;
    }
}
