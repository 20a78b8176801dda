package org.taskvectors.figure;

import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.metric.Digits;

/// How a [MatrixFigure] is laid out in a room: the grids, the names of the classes, and whether the
/// counts fit into the cells.
final class MatrixLayout {
    /// How names stand below a grid.
    enum Names {
        LEVEL,
        SLANTED,
        UPRIGHT
    }

    static final double SLANT = Math.toRadians(35);
    private static final double LONGEST = 9;

    /// What is lost in adding widths.
    private static final double SLACK = 0.01;

    /// A cell is at most so many times wider than it is high.
    private static final double WIDEST = 2.5;

    private final MatrixFigure figure;
    private final FigureStyle style;
    private final List<String> classes;
    private final double rowNames;
    private final boolean namesTwice;
    private final Names names;
    private final double cellWidth;
    private final double cellHeight;
    private final List<Rectangle2D> grids = new ArrayList<>();

    MatrixLayout(MatrixFigure figure, FigureStyle style, Rectangle2D room) {
        this.figure = figure;
        this.style = style;
        this.classes = ShortNames.of(figure.classes());
        int sides = figure.sides().size();
        int count = classes.size();
        double gap = style.em(1.5);
        double block = (room.getWidth() - gap * (sides - 1)) / sides;
        double widest =
                classes.stream().mapToDouble(name -> Ink.width(name, style.font())).max().orElse(0);
        rowNames = Math.min(widest + SLACK, Math.max(block * 0.36, style.em(4))) + style.em(0.6);
        namesTwice = sides > 1 && (block - rowNames) / count >= style.em(2.4);
        double taken = gap * (sides - 1) + rowNames * (namesTwice ? sides : 1);
        double bar = figuresFit((room.getWidth() - taken) / sides / count) ? 0 : style.em(4.2);
        double wide = Math.max(1, (room.getWidth() - taken - bar) / sides / count);
        double highest = Math.max(1, (room.getHeight() - top() - style.em(0.9)) / count);
        names = names(wide);
        double high =
                Math.max(1, (room.getHeight() - top() - namesHeight() - style.em(0.4)) / count);
        cellHeight = Math.min(Math.min(high, highest), style.onPaper() ? wide : wide * 1.1);
        cellWidth = Math.min(wide, cellHeight * (style.onPaper() ? 1 : WIDEST));
        double x = room.getMinX() + rowNames;
        for (int side = 0; side < sides; side++) {
            grids.add(
                    new Rectangle2D.Double(
                            style.snap(x),
                            style.snap(room.getMinY() + top()),
                            cellWidth * count,
                            cellHeight * count));
            x += cellWidth * count + gap + (namesTwice ? rowNames : 0);
        }
    }

    /// Room above a grid for the name of its side.
    double top() {
        return style.em(1.7);
    }

    /// The text of a count.
    static String text(long count) {
        return Digits.plain(BigDecimal.valueOf(count));
    }

    private double widestCount() {
        double widest = 0;
        for (MatrixFigure.Side side : figure.sides()) {
            for (List<Long> row : side.counts()) {
                for (long count : row) {
                    widest = Math.max(widest, Ink.width(text(count), style.font()));
                }
            }
        }
        return widest;
    }

    private boolean figuresFit(double wide) {
        return size(wide) > 0.72;
    }

    /// How large the counts are written, 1 for the size of all text.
    private double size(double wide) {
        return Math.min(1, (wide - style.em(0.5)) / Math.max(1, widestCount()));
    }

    /// Whether the counts stand in the cells; otherwise there is a bar of colours.
    boolean counted() {
        return figuresFit(cellWidth) && cellHeight >= style.em(size(cellWidth) * 1.15);
    }

    double countSize() {
        return style.fontSize() * size(cellWidth);
    }

    private Names names(double wide) {
        double room = wide - style.em(0.4);
        if (classes.stream().allMatch(name -> Ink.width(name, style.font()) <= room)) {
            return Names.LEVEL;
        }
        boolean slanted =
                wide * Math.sin(SLANT) >= style.em(0.95)
                        && (figure.sides().size() == 1 || namesTwice);
        return slanted ? Names.SLANTED : Names.UPRIGHT;
    }

    Names names() {
        return names;
    }

    /// How long a name below a grid may be.
    double longest() {
        return names == Names.SLANTED
                ? Math.min(style.em(LONGEST), (rowNames + style.em(1)) / Math.cos(SLANT))
                : style.em(LONGEST * 0.8);
    }

    private double namesHeight() {
        double widest =
                Math.min(
                        longest(),
                        classes.stream()
                                .mapToDouble(name -> Ink.width(name, style.font()))
                                .max()
                                .orElse(0));
        return switch (names) {
            case LEVEL -> style.em(0.6 + Ink.CAP);
            case SLANTED -> style.em(1.1) + widest * Math.sin(SLANT);
            case UPRIGHT -> style.em(0.6) + widest;
        };
    }

    /// What the figure takes of the height of its room.
    double height() {
        return top() + cellHeight * classes.size() + namesHeight() + style.em(0.4);
    }

    /// Every how many-th class is named beside the rows and below the columns.
    int rowStep() {
        return (int) Math.ceil(style.em(1.02) / cellHeight);
    }

    int columnStep() {
        return names == Names.LEVEL ? 1 : (int) Math.ceil(style.em(1.02) / cellWidth);
    }

    /// Name of a class beside a row, cut where it is too long.
    String rowName(int index) {
        return Ink.cut(classes.get(index), style.font(), rowNames - style.em(0.6));
    }

    String columnName(int index) {
        return names == Names.LEVEL
                ? classes.get(index)
                : Ink.cut(classes.get(index), style.font(), longest());
    }

    boolean isNamed(int side) {
        return side == 0 || namesTwice;
    }

    List<Rectangle2D> grids() {
        return grids;
    }
}
