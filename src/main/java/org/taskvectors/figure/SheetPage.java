package org.taskvectors.figure;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// A sheet on the paper that it gets: rows of figures, each as high as the highest of them wants to
/// be. Where several figures have the same names, these stand once, above all of them.
final class SheetPage implements Printed {
    private static final double POINTS_PER_INCH = 72;

    /// Height of a line of words in ems.
    private static final double LINE = 1.3;

    private static final double BETWEEN_COLUMNS = 1.5;
    private static final double BETWEEN_ROWS = 1.2;
    private static final double LETTER = 1.25;

    private final FigureSheet sheet;
    private final double em;
    private final double margin;
    private final double width;
    private final List<LegendEntry> shared;
    private final List<Panel> panels = new ArrayList<>();
    private final List<String> caption;
    private final double captionTop;
    private final Rectangle2D room;

    /// A figure of the sheet.
    ///
    /// @param room in which it is drawn, without its letter
    private record Panel(Figure figure, List<String> heading, Rectangle2D room) {}

    SheetPage(FigureSheet sheet) {
        this.sheet = sheet;
        this.em = sheet.size().fontSize();
        this.margin = 0.25 * em;
        this.width = sheet.size().width() * POINTS_PER_INCH;
        this.shared = shared(sheet);
        this.caption =
                sheet.caption().isBlank()
                        ? List.of()
                        : Ink.wrapped(sheet.caption().strip(), font(), width - 2 * margin);
        double bottom = lay(margin + sharedHeight());
        this.captionTop = bottom + (caption.isEmpty() ? 0 : em * 0.6);
        this.room =
                new Rectangle2D.Double(
                        0, 0, width, Math.ceil(captionTop + caption.size() * em * LINE + margin));
    }

    private Font font() {
        return FigureFonts.of(em);
    }

    /// The names that several figures have in common, and no other figure has others.
    private static List<LegendEntry> shared(FigureSheet sheet) {
        List<List<LegendEntry>> all =
                sheet.figures().stream()
                        .map(LegendEntry::of)
                        .filter(entries -> !entries.isEmpty())
                        .toList();
        return all.size() > 1 && all.stream().distinct().count() == 1 ? all.getFirst() : List.of();
    }

    private Legend legend(double pixel) {
        FigureStyle style = FigureStyle.paper(sheet.size(), pixel);
        return new Legend(shared, style, margin, width - 2 * margin);
    }

    private double sharedHeight() {
        return shared.isEmpty() ? 0 : legend(0).height() + em * 0.4;
    }

    /// Gives every figure its room; returns where the last row ends.
    private double lay(double top) {
        int columns = sheet.shownColumns();
        double between = BETWEEN_COLUMNS * em;
        double each = (width - 2 * margin - between * (columns - 1)) / columns;
        double y = top;
        for (int first = 0; first < sheet.figures().size(); first += columns) {
            List<? extends Figure> row =
                    sheet.figures()
                            .subList(first, Math.min(first + columns, sheet.figures().size()));
            List<List<String>> headings = new ArrayList<>();
            double heading = 0;
            double height = 0;
            for (int i = 0; i < row.size(); i++) {
                headings.add(heading(row.get(i), each));
                heading = Math.max(heading, headings.get(i).size() * em * LINE);
                height = Math.max(height, height(row.get(i), each));
            }
            y += first == 0 ? 0 : BETWEEN_ROWS * em;
            for (int i = 0; i < row.size(); i++) {
                double x = margin + i * (each + between);
                panels.add(
                        new Panel(
                                row.get(i),
                                headings.get(i),
                                new Rectangle2D.Double(x, y + heading, each, height)));
            }
            y += heading + height;
        }
        return y;
    }

    /// What stands beside the letter, on as many lines as it needs.
    private List<String> heading(Figure figure, double each) {
        return sheet.lettered()
                ? Ink.wrapped(figure.about().title(), font(), each - 1.6 * em)
                : List.of();
    }

    private double height(Figure figure, double each) {
        double plain = PageHeight.of(figure, sheet.size(), each);
        Rectangle2D alone = new Rectangle2D.Double(0, 0, each, plain);
        return plain + Math.rint(picture(figure, 0).heightAbove(alone));
    }

    private FigurePicture picture(Figure figure, double pixel) {
        return new FigurePicture(figure, FigureStyle.paper(sheet.size(), pixel), shared.isEmpty());
    }

    @Override
    public Rectangle2D room() {
        return room;
    }

    @Override
    public void draw(Graphics2D g2, double pixel) {
        Palette palette = Palette.PRINT;
        Ink.fill(g2, 0, 0, room.getMaxX(), room.getMaxY(), palette.surface());
        if (!shared.isEmpty()) {
            legend(pixel).draw(g2, margin);
        }
        for (int i = 0; i < panels.size(); i++) {
            Panel panel = panels.get(i);
            drawHeading(g2, panel, i);
            picture(panel.figure(), pixel).draw(g2, panel.room());
        }
        double y = captionTop + em * LINE / 2;
        for (String line : caption) {
            Ink.text(g2, line, font(), palette.text(), margin, y, 0, 0.5);
            y += em * LINE;
        }
    }

    private void drawHeading(Graphics2D g2, Panel panel, int index) {
        if (!sheet.lettered()) {
            return;
        }
        double top = panel.room().getMinY() - rowHeading(panel) + em * LINE / 2;
        Palette palette = Palette.PRINT;
        double x = panel.room().getMinX();
        Font large = FigureFonts.of(LETTER * em);
        Ink.text(g2, FigureSheet.letter(index), large, palette.text(), x, top, 0, 0.5);
        double y = top;
        for (String line : panel.heading()) {
            Ink.text(g2, line, font(), palette.text(), x + 1.6 * em, y, 0, 0.5);
            y += em * LINE;
        }
    }

    /// All headings of a row begin on one line.
    private double rowHeading(Panel panel) {
        return panels.stream()
                .filter(other -> other.room().getMinY() == panel.room().getMinY())
                .mapToDouble(other -> other.heading().size() * em * LINE)
                .max()
                .orElse(0);
    }

    @Override
    public FigureSubject about() {
        return new Page(sheet.figures(), sheet.size(), room).about();
    }
}
