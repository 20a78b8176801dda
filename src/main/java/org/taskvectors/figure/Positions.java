package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.analysis.metric.Digits;

/// What lies along an x axis: layers by number, stack by stack, then what belongs to no layer, set
/// apart from them; or names alone. A position is known by its index, layers first.
///
/// @param title of the axis: `Layer`; empty where the names speak for themselves
/// @param runs the layers of each stack; or other whole numbers that a line may connect
/// @param names what follows them: `embedding`, `final norm`, `head`; or all the categories where
///   there are no layers
/// @param begins where layers begin among the categories, rising; empty where these have no order
/// @param areExponents whether the whole numbers are exponents of 2, and written as 2⁻¹⁰
/// @param whole whether the last name is everything that the others are parts of, set apart from
///   them
public record Positions(
        String title,
        List<Run> runs,
        List<String> names,
        List<Begin> begins,
        boolean areExponents,
        boolean whole) {
    public Positions {
        runs = runs.stream().filter(run -> !run.layers().isEmpty()).toList();
        names = List.copyOf(names);
        begins = List.copyOf(begins);
        if (whole && names.isEmpty()) {
            throw new IllegalArgumentException("a whole without a name");
        }
    }

    /// Positions that are all parts.
    public Positions(String title, List<Run> runs, List<String> names, List<Begin> begins) {
        this(title, runs, names, begins, false, false);
    }

    /// The layers of one stack.
    ///
    /// @param stack its name; empty where the model has one
    /// @param layers their numbers, rising
    public record Run(String stack, List<Integer> layers) {
        public Run {
            layers = List.copyOf(layers);
            for (int i = 1; i < layers.size(); i++) {
                if (layers.get(i) <= layers.get(i - 1)) {
                    throw new IllegalArgumentException("layers must rise: " + layers);
                }
            }
        }
    }

    /// Where the tensors of a layer begin.
    ///
    /// @param index of the first of them
    /// @param stack the layer's stack; empty where the model has one
    /// @param layer the layer's number; empty for what belongs to none
    public record Begin(int index, String stack, String layer) {}

    /// Layers of one stack and what belongs to none.
    public Positions(String title, List<Integer> layers, List<String> names) {
        this(title, List.of(new Run("", layers)), names, List.of());
    }

    /// Powers of 2, by their exponents.
    static Positions powersOfTwo(String title, List<Integer> exponents) {
        return new Positions(
                title, List.of(new Run("", exponents)), List.of(), List.of(), true, false);
    }

    /// Layers 0 to `count` − 1.
    public static Positions layers(int count) {
        return layers(count, List.of());
    }

    /// Layers 0 to `count` − 1 and, set apart, what belongs to none.
    public static Positions layers(int count, List<String> apart) {
        return new Positions("Layer", IntStream.range(0, count).boxed().toList(), apart);
    }

    public static Positions categories(String title, List<String> names) {
        return new Positions(title, List.of(), names, List.of());
    }

    /// The same and, at the end and apart, everything together.
    Positions withWhole(String name) {
        if (whole) {
            throw new IllegalArgumentException("there is a whole already");
        }
        List<String> more = new ArrayList<>(names);
        more.add(name);
        return new Positions(title, runs, more, begins, areExponents, true);
    }

    /// The layers alone.
    public Positions layersOnly() {
        return new Positions(title, runs, List.of(), List.of(), areExponents, false);
    }

    /// The numbers of all layers, stack by stack.
    public List<Integer> layers() {
        return runs.stream().flatMap(run -> run.layers().stream()).toList();
    }

    /// How many layers there are.
    public int layerCount() {
        return runs.stream().mapToInt(run -> run.layers().size()).sum();
    }

    public int size() {
        return layerCount() + names.size();
    }

    /// What the position is called: `14`, `encoder.14`, `embedding`.
    public String label(int index) {
        int from = 0;
        for (Run run : runs) {
            int within = index - from;
            if (within < run.layers().size()) {
                String number = Integer.toString(run.layers().get(within));
                return run.stack().isEmpty() ? number : run.stack() + "." + number;
            }
            from += run.layers().size();
        }
        return names.get(index - from);
    }

    /// A whole number as people read it: with a true minus sign, or as a power of 2.
    String written(int number) {
        return areExponents
                ? "2" + Digits.superscript(number)
                : Integer.toString(number).replace('-', Digits.MINUS);
    }

    /// What the position is called in a sentence: `Layer 14`, `embedding`.
    public String say(int index) {
        boolean isLayer = index < layerCount();
        if (isLayer && areExponents) {
            int exponent = layers().get(index);
            return title + " " + written(exponent) + " to " + written(exponent + 1);
        }
        // A name of a stack may have a hyphen; a number's minus stands at its front.
        String label = label(index);
        String read = isLayer && label.startsWith("-") ? Digits.MINUS + label.substring(1) : label;
        return isLayer ? title + " " + read : label;
    }
}
