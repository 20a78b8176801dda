package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;

/// Writes figures as files, on white. It needs neither a display nor JavaFX, and the same figure
/// gives the same bytes: nothing in the files is a date or a random name.
///
/// Each file says in its metadata what it shows (vectors, metric, threshold, scope) and which
/// program made it; a CSV, which has no place for that, says it in the names of its columns.
public final class FigureExport {
    public static final int LEAST_DPI = 72;
    public static final int MOST_DPI = 600;

    private static final double POINTS_PER_INCH = 72;

    private final String program;

    /// @param program name and version, for the files' metadata: `Task Vector Workbench 0.1.0`
    public FigureExport(String program) {
        this.program = program;
    }

    /// Writes one figure to `target` in `format`, replacing what was there.
    ///
    /// @param dpi pixels per inch of a PNG, 72 to 600; other formats have none
    /// @throws Failure where the file cannot be written
    public void write(Figure figure, FigureFormat format, FigureSize size, int dpi, Path target)
            throws Failure {
        AtomicFile.write(target, render(figure, format, size, dpi));
    }

    /// The bytes of such a file.
    public byte[] render(Figure figure, FigureFormat format, FigureSize size, int dpi) {
        Page page = page(figure, size);
        return switch (format) {
            case CSV -> CsvTable.of(figure).getBytes(StandardCharsets.UTF_8);
            case SVG -> SvgFile.bytes(page, program);
            case PDF -> PdfFile.bytes(page, program);
            case PNG -> PngFile.bytes(page, program, checked(dpi));
        };
    }

    private static int checked(int dpi) {
        if (dpi < LEAST_DPI || dpi > MOST_DPI) {
            throw new IllegalArgumentException(
                    dpi + " pixels per inch, not " + LEAST_DPI + " to " + MOST_DPI);
        }
        return dpi;
    }

    private static Page page(Figure figure, FigureSize size) {
        double width = size.width() * POINTS_PER_INCH;
        double height =
                size.height() > 0
                        ? size.height() * POINTS_PER_INCH
                        : PageHeight.of(figure, size, width);
        Page page = new Page(figure, size, new Rectangle2D.Double(0, 0, width, height));
        if (size.height() > 0) {
            return page;
        }
        double legend = page.picture(0).legendHeight(page.margin());
        double higher = height + Math.rint(legend);
        return new Page(figure, size, new Rectangle2D.Double(0, 0, width, higher));
    }

    /// A figure on the paper that it gets.
    ///
    /// @param room in points
    record Page(Figure figure, FigureSize size, Rectangle2D room) {
        /// Draws the figure.
        ///
        /// @param pixel side of a pixel in points; 0 where there are none
        void draw(Graphics2D g2, double pixel) {
            Ink.fill(
                    g2,
                    room.getMinX(),
                    room.getMinY(),
                    room.getMaxX(),
                    room.getMaxY(),
                    Palette.PRINT.surface());
            picture(pixel).draw(g2, margin());
        }

        private FigurePicture picture(double pixel) {
            return new FigurePicture(figure, FigureStyle.paper(size, pixel));
        }

        private Rectangle2D margin() {
            double margin = size.fontSize() * 0.25;
            return new Rectangle2D.Double(
                    room.getX() + margin,
                    room.getY() + margin,
                    room.getWidth() - 2 * margin,
                    room.getHeight() - 2 * margin);
        }
    }
}
