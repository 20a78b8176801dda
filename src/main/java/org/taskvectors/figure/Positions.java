package org.taskvectors.figure;

import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.analysis.metric.Digits;

/// What lies along an x axis: layers by number, then what belongs to no layer, set apart from them;
/// or names alone. A position is known by its index, layers first.
///
/// @param title of the axis: `Layer`; empty where the names speak for themselves
/// @param layers numbers of the layers, rising; or other whole numbers that a line may connect
/// @param names what follows them: `embedding`, `final norm`, `head`; or all the categories where
///   there are no layers
public record Positions(String title, List<Integer> layers, List<String> names) {
    public Positions {
        layers = List.copyOf(layers);
        names = List.copyOf(names);
        for (int i = 1; i < layers.size(); i++) {
            if (layers.get(i) <= layers.get(i - 1)) {
                throw new IllegalArgumentException("layers must rise: " + layers);
            }
        }
    }

    /// Layers 0 to `count` − 1.
    public static Positions layers(int count) {
        return new Positions("Layer", IntStream.range(0, count).boxed().toList(), List.of());
    }

    /// Layers 0 to `count` − 1 and, set apart, what belongs to none.
    public static Positions layers(int count, List<String> apart) {
        return new Positions("Layer", IntStream.range(0, count).boxed().toList(), apart);
    }

    public static Positions categories(String title, List<String> names) {
        return new Positions(title, List.of(), names);
    }

    public int size() {
        return layers.size() + names.size();
    }

    /// What the position is called: `14`, `embedding`.
    public String label(int index) {
        return index < layers.size()
                ? Integer.toString(layers.get(index))
                : names.get(index - layers.size());
    }

    /// The label as people read it, with a true minus sign.
    String shown(int index) {
        return index < layers.size() ? label(index).replace('-', Digits.MINUS) : label(index);
    }

    /// What the position is called in a sentence: `Layer 14`, `embedding`.
    public String say(int index) {
        return index < layers.size() ? title + " " + shown(index) : label(index);
    }
}
