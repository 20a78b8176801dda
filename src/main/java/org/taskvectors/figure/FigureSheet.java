package org.taskvectors.figure;

import java.util.List;

/// Several figures on one page of a paper, each with its letter.
///
/// @param figures in the order of their letters, row by row
/// @param columns how many stand side by side
/// @param size how wide the page is; its text is as large as in any figure of that size
/// @param lettered whether a, b, c stand above the figures, with what they show
/// @param caption below them; empty for none
public record FigureSheet(
        List<? extends Figure> figures,
        int columns,
        FigureSize size,
        boolean lettered,
        String caption) {
    /// So many stand side by side at most.
    public static final int MOST_COLUMNS = 3;

    /// A figure that is narrower has no room for the words on its axes, in inches.
    private static final double LEAST_WIDTH = 1.55;

    public FigureSheet {
        figures = List.copyOf(figures);
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("a sheet without a figure");
        }
        if (columns < 1 || columns > MOST_COLUMNS) {
            throw new IllegalArgumentException(columns + " columns");
        }
    }

    /// How many figures fit side by side on a page of that size.
    public static int mostColumns(FigureSize size) {
        return Math.clamp((int) (size.width() / LEAST_WIDTH), 1, MOST_COLUMNS);
    }

    /// How many stand side by side where they have room.
    int shownColumns() {
        return Math.min(Math.min(columns, mostColumns(size)), figures.size());
    }

    /// The letter of a figure: a to z, then aa.
    public static String letter(int index) {
        String last = String.valueOf((char) ('a' + index % 26));
        return index < 26 ? last : letter(index / 26 - 1) + last;
    }
}
