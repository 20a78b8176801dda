package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;

/// Where positions lie on an x axis, in units of one layer: layers by their number, each stack
/// after the one before it with a gap between them, then a gap, then what belongs to no layer, in
/// slots wide enough to be named; at the end, after one more gap, what all of them are parts of.
final class PositionSlots {
    private static final double GAP = 0.6;

    private final Positions positions;
    private final int layers;
    private final double[] x;
    private final List<Integer> ends = new ArrayList<>();
    private final List<Double> divides = new ArrayList<>();
    private final double endOfLayers;
    private final double nameWidth;
    private final double beforeWhole;

    PositionSlots(Positions positions) {
        this.positions = positions;
        layers = positions.layerCount();
        x = new double[positions.size()];
        List<Positions.Run> runs = positions.runs();
        double between = between(runs);
        double span = 0;
        int index = 0;
        for (int i = 0; i < runs.size(); i++) {
            if (i > 0) {
                divides.add(span + between / 2 - 0.5);
                span += between;
            }
            List<Integer> numbers = runs.get(i).layers();
            for (int number : numbers) {
                x[index++] = span + number - (double) numbers.getFirst();
            }
            span += width(runs.get(i));
            ends.add(index - 1);
        }
        boolean both = layers > 0 && !positions.names().isEmpty();
        endOfLayers = layers == 0 ? -0.5 : span - 0.5 + (both ? gap(span) : 0);
        double share = span / 10;
        if (runs.size() > 1) {
            // The many names of several stacks take no more room than the layers.
            share = Math.min(share, span / Math.max(1, positions.names().size()));
        }
        nameWidth = Math.max(1, share);
        for (int i = layers; i < x.length; i++) {
            x[i] = endOfLayers + (i - layers + 0.5) * nameWidth;
        }
        if (both) {
            divides.add(endOfLayers - gap(span) / 2);
        }
        beforeWhole = positions.whole() && positions.names().size() > 1 ? gap(span) : 0;
        if (beforeWhole > 0) {
            divides.add(x[x.length - 1] - nameWidth / 2 + beforeWhole / 2);
            x[x.length - 1] += beforeWhole;
        }
        divideCategories();
    }

    /// Lines between stacks; in a model with one stack, before what belongs to no layer.
    private void divideCategories() {
        List<Positions.Begin> begins = positions.begins();
        boolean severalStacks = begins.stream().anyMatch(begin -> !begin.stack().isEmpty());
        for (int i = 1; i < begins.size(); i++) {
            Positions.Begin begin = begins.get(i);
            boolean divided =
                    severalStacks
                            ? !begin.stack().equals(begins.get(i - 1).stack())
                            : begin.layer().isEmpty();
            if (divided) {
                divides.add(begin(begin));
            }
        }
    }

    private static double width(Positions.Run run) {
        return run.layers().getLast() - (double) run.layers().getFirst() + 1;
    }

    /// Wide enough that the last number of one stack and the first of the next stand apart.
    private static double between(List<Positions.Run> runs) {
        double all = runs.stream().mapToDouble(PositionSlots::width).sum();
        return Math.max(1, all / (5.0 * Math.max(1, runs.size())));
    }

    private static double gap(double span) {
        return Math.max(GAP, span / 40);
    }

    double lower() {
        return -0.5;
    }

    double upper() {
        return Math.max(0.5, endOfLayers + positions.names().size() * nameWidth + beforeWhole);
    }

    /// Middle of a position.
    double x(int index) {
        return x[index];
    }

    /// Where the tensors of a layer begin.
    double begin(Positions.Begin begin) {
        return x(begin.index()) - half(begin.index());
    }

    /// Half the width that a position has.
    double half(int index) {
        return isLayer(index) ? 0.5 : nameWidth / 2;
    }

    boolean isLayer(int index) {
        return index < layers;
    }

    /// Whether a line may connect a position with the next: both are layers of one stack.
    boolean connected(int index) {
        return isLayer(index) && isLayer(index + 1) && !ends.contains(index);
    }

    /// The x of the lines between stacks, and between layers and the rest.
    List<Double> divides() {
        return divides;
    }

    /// The position nearest to an x.
    int at(double at) {
        int best = 0;
        double distance = Double.POSITIVE_INFINITY;
        for (int i = 0; i < positions.size(); i++) {
            double away = Math.abs(at - x(i)) - half(i);
            if (away < distance) {
                distance = away;
                best = i;
            }
        }
        return best;
    }
}
