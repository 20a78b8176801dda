package org.taskvectors.figure;

/// How high a figure is on paper where no height was chosen.
final class PageHeight {
    private PageHeight() {}

    /// @param width in points
    /// @return height in points, a whole number
    static double of(Figure figure, FigureSize size, double width) {
        return figure instanceof PositionFigure position
                ? of(position, size, width)
                : Math.rint(FigureFacts.of(figure).height(size, width));
    }

    private static double of(PositionFigure figure, FigureSize size, double width) {
        double em = size.fontSize();
        double height =
                switch (figure) {
                    case LineFigure line -> lines(em, width);
                    case BarFigure bar -> lines(em, width);
                    case HeatMapFigure map -> map(map, em, width);
                };
        return Math.rint(height + below(figure.positions(), em));
    }

    /// What several stacks need below the axis in addition: their names, and upright ones of what
    /// belongs to no layer.
    private static double below(Positions positions, double em) {
        long named = positions.runs().stream().filter(run -> !run.stack().isEmpty()).count();
        boolean isNamed =
                named > 0 || positions.begins().stream().anyMatch(b -> !b.stack().isEmpty());
        int longest = positions.names().stream().mapToInt(String::length).max().orElse(0);
        double names = named > 0 ? Math.clamp(0.5 * longest - 5, 0, 6) : 0;
        double stacks = isNamed ? 1.7 + Math.clamp(named - 2, 0, 2) * Ink.LINE : 0;
        return em * Math.max(names, stacks);
    }

    private static double lines(double em, double width) {
        return Math.clamp(0.64 * width, 14 * em, 24 * em);
    }

    /// Square cells for a matrix; otherwise rows as high as their names need, within reason.
    private static double map(HeatMapFigure map, double em, double width) {
        int rows = Math.max(1, map.rows().size());
        double inner = width - 9 * em;
        if (map.pairs().isPresent()) {
            double cell = Math.min(inner / Math.max(1, map.positions().size()), 5 * em);
            return Math.clamp(rows * cell + 4 * em, 9 * em, width);
        }
        return Math.clamp(rows * 2.0 * em + 4 * em, 9 * em, Math.max(width * 1.2, 12 * em));
    }
}
