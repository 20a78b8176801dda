package org.taskvectors.figure;

/// Where positions lie on an x axis, in units of one layer: layers by their number, then a gap,
/// then what belongs to no layer, in slots wide enough to be named.
final class PositionSlots {
    private static final double GAP = 0.6;

    private final Positions positions;
    private final int first;
    private final double endOfLayers;
    private final double nameWidth;

    PositionSlots(Positions positions) {
        this.positions = positions;
        int layers = positions.layers().size();
        first = layers == 0 ? 0 : positions.layers().getFirst();
        double span = layers == 0 ? 0 : positions.layers().getLast() - first + 1.0;
        endOfLayers =
                layers == 0 ? -0.5 : span - 0.5 + (positions.names().isEmpty() ? 0 : gap(span));
        nameWidth = Math.max(1, span / 10);
    }

    private static double gap(double span) {
        return Math.max(GAP, span / 40);
    }

    double lower() {
        return -0.5;
    }

    double upper() {
        return Math.max(0.5, endOfLayers + positions.names().size() * nameWidth);
    }

    /// Middle of a position.
    double x(int index) {
        int layers = positions.layers().size();
        return index < layers
                ? positions.layers().get(index) - (double) first
                : endOfLayers + (index - layers + 0.5) * nameWidth;
    }

    /// Half the width that a position has.
    double half(int index) {
        return isLayer(index) ? 0.5 : nameWidth / 2;
    }

    boolean isLayer(int index) {
        return index < positions.layers().size();
    }

    /// Whether a line may connect a position with the next: both are layers.
    boolean connected(int index) {
        return isLayer(index) && isLayer(index + 1);
    }

    /// The x of the line between layers and the rest; NaN where there is none.
    double divide() {
        return positions.layers().isEmpty() || positions.names().isEmpty()
                ? Double.NaN
                : endOfLayers - gap(x(positions.layers().size() - 1) + 1) / 2;
    }

    /// The position nearest to an x.
    int at(double x) {
        int best = 0;
        double distance = Double.POSITIVE_INFINITY;
        for (int i = 0; i < positions.size(); i++) {
            double away = Math.abs(x - x(i)) - half(i);
            if (away < distance) {
                distance = away;
                best = i;
            }
        }
        return best;
    }
}
