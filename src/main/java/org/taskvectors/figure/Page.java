package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Figures on the paper that they get, side by side.
///
/// @param figures from left to right
/// @param size fonts and lines
/// @param room in points
record Page(List<? extends Figure> figures, FigureSize size, Rectangle2D room) implements Printed {
    private static final double POINTS_PER_INCH = 72;

    /// A page as wide as the size says, and as high, or as high as the figures want to be.
    static Page of(List<? extends Figure> figures, FigureSize size) {
        double width = size.width() * POINTS_PER_INCH;
        Page page = new Page(figures, size, new Rectangle2D.Double(0, 0, width, width));
        double height = size.height() > 0 ? size.height() * POINTS_PER_INCH : page.wantedHeight();
        return new Page(figures, size, new Rectangle2D.Double(0, 0, width, height));
    }

    private double wantedHeight() {
        double highest = 0;
        for (int i = 0; i < figures.size(); i++) {
            Figure figure = figures.get(i);
            double plain = PageHeight.of(figure, size, panel(i).getWidth());
            Rectangle2D panel = panel(i);
            panel.setRect(panel.getX(), panel.getY(), panel.getWidth(), plain);
            double above = picture(figure, 0).heightAbove(panel);
            highest = Math.max(highest, plain + Math.rint(above));
        }
        return highest;
    }

    /// Draws the figures.
    ///
    /// @param pixel side of a pixel in points; 0 where there are none
    @Override
    public void draw(Graphics2D g2, double pixel) {
        Ink.fill(
                g2,
                room.getMinX(),
                room.getMinY(),
                room.getMaxX(),
                room.getMaxY(),
                Palette.PRINT.surface());
        for (int i = 0; i < figures.size(); i++) {
            picture(figures.get(i), pixel).draw(g2, panel(i));
        }
    }

    /// What all of them show.
    @Override
    public FigureSubject about() {
        if (figures.size() == 1) {
            Figure figure = figures.getFirst();
            return figure.about().withRange(String.join("; ", FigureNotes.said(figure)));
        }
        List<String> vectors = new ArrayList<>();
        figures.forEach(figure -> vectors.addAll(figure.about().vectors()));
        return new FigureSubject(
                joined(FigureSubject::title),
                vectors.stream().distinct().toList(),
                joined(FigureSubject::metric),
                joined(FigureSubject::threshold),
                joined(FigureSubject::scope),
                figures.stream()
                        .flatMap(figure -> FigureNotes.said(figure).stream())
                        .distinct()
                        .collect(Collectors.joining("; ")));
    }

    private String joined(Function<FigureSubject, String> words) {
        return figures.stream()
                .map(figure -> words.apply(figure.about()))
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    private FigurePicture picture(Figure figure, double pixel) {
        return new FigurePicture(figure, FigureStyle.paper(size, pixel));
    }

    private Rectangle2D panel(int index) {
        double margin = size.fontSize() * 0.25;
        double between = size.fontSize() * 1.5;
        double width =
                (room.getWidth() - 2 * margin - between * (figures.size() - 1)) / figures.size();
        return new Rectangle2D.Double(
                room.getX() + margin + index * (width + between),
                room.getY() + margin,
                width,
                room.getHeight() - 2 * margin);
    }
}
