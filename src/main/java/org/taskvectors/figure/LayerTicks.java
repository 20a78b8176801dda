package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The numbers of layers below an axis, in each stack from the first on at even steps that have
/// room; and the stretch of the axis that each stack takes.
final class LayerTicks {
    /// @param x where it stands, in units of the axis
    /// @param text the layer's number
    record Tick(double x, String text) {}

    /// The stretch of one stack.
    ///
    /// @param from where it begins, in units of the axis
    record Stretch(String stack, double from, double to) {}

    /// One layer that may be numbered.
    private record Layer(double x, int number) {}

    private final Positions positions;
    private final FigureStyle style;
    private final List<List<Layer>> stacks = new ArrayList<>();
    private final List<Stretch> stretches = new ArrayList<>();

    LayerTicks(Positions positions, PositionSlots slots, FigureStyle style) {
        this.positions = positions;
        this.style = style;
        int index = 0;
        for (Positions.Run run : positions.runs()) {
            List<Layer> layers = new ArrayList<>();
            int first = index;
            for (int number : run.layers()) {
                layers.add(new Layer(slots.x(index++), number));
            }
            stacks.add(layers);
            stretches.add(new Stretch(run.stack(), slots.x(first) - 0.5, slots.x(index - 1) + 0.5));
        }
        if (positions.runs().isEmpty()) {
            among(positions, slots);
        }
        stretches.removeIf(stretch -> stretch.stack().isEmpty());
    }

    private void among(Positions positions, PositionSlots slots) {
        List<Positions.Begin> begins = positions.begins();
        for (int i = 0; i < begins.size(); i++) {
            Positions.Begin begin = begins.get(i);
            if (i == 0 || !begin.stack().equals(begins.get(i - 1).stack())) {
                stacks.add(new ArrayList<>());
                int end = i + 1;
                while (end < begins.size() && begins.get(end).stack().equals(begin.stack())) {
                    end++;
                }
                double to = end < begins.size() ? slots.begin(begins.get(end)) : slots.upper();
                stretches.add(new Stretch(begin.stack(), slots.begin(begin), to));
            }
            if (!begin.layer().isEmpty()) {
                stacks.getLast().add(new Layer(slots.begin(begin), number(begin)));
            }
        }
    }

    private static int number(Positions.Begin begin) {
        return Integer.parseInt(begin.layer());
    }

    /// @param unit the width of one unit of the axis
    List<Tick> ticks(double unit) {
        List<Tick> chosen = new ArrayList<>();
        stacks.removeIf(List::isEmpty);
        for (int i = 0; i < stacks.size(); i++) {
            Optional<Layer> next =
                    i + 1 < stacks.size()
                            ? Optional.of(stacks.get(i + 1).getFirst())
                            : Optional.empty();
            ofStack(stacks.get(i), next, unit, chosen);
        }
        return chosen;
    }

    List<Stretch> stretches() {
        return stretches;
    }

    /// @param next the first layer of the next stack, which is always numbered
    private void ofStack(List<Layer> layers, Optional<Layer> next, double unit, List<Tick> chosen) {
        Layer first = layers.getFirst();
        long step = step(layers, unit);
        // From 1 on in steps of 20, people expect 20 and 40, and not 21 and 41.
        boolean fromFirst = (layers.getLast().number() - first.number()) % step == 0;
        for (Layer layer : layers) {
            boolean isRegular =
                    layer.equals(first)
                            || (layer.number() - (fromFirst ? first.number() : 0)) % step == 0;
            boolean isApart =
                    layer.equals(first)
                            || next.isEmpty()
                            || apart(
                                    layer,
                                    positions.written(next.get().number()),
                                    next.get().x(),
                                    unit);
            if (isRegular && isApart && isFree(layer, chosen, unit)) {
                chosen.add(new Tick(layer.x(), positions.written(layer.number())));
            }
        }
    }

    private long step(List<Layer> layers, double unit) {
        // Layers of an axis of tensors are as wide as their tensors are many.
        double all = layers.getLast().x() - layers.getFirst().x();
        double numbers = layers.getLast().number() - (double) layers.getFirst().number();
        double wide = numbers > 0 ? unit * all / numbers : unit;
        return EvenSteps.of((long) numbers, wide / style.em(positions.areExponents() ? 1.3 : 1));
    }

    private boolean isFree(Layer layer, List<Tick> chosen, double unit) {
        return chosen.isEmpty()
                || apart(layer, chosen.getLast().text(), chosen.getLast().x(), unit);
    }

    private boolean apart(Layer layer, String other, double at, double unit) {
        double needed =
                (Ink.width(positions.written(layer.number()), style.font())
                                        + Ink.width(other, style.font()))
                                / 2
                        + style.em(0.7);
        return Math.abs(at - layer.x()) * unit >= needed;
    }
}
