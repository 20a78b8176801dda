package org.taskvectors.figure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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

    /// Writes several figures side by side as one, as a paper shows what belongs together.
    ///
    /// @param figures from left to right, at least one
    /// @param format any but CSV, which holds one table
    /// @throws Failure where the file cannot be written
    public void writeRow(
            List<? extends Figure> figures,
            FigureFormat format,
            FigureSize size,
            int dpi,
            Path target)
            throws Failure {
        AtomicFile.write(target, renderRow(figures, format, size, dpi));
    }

    /// The bytes of one figure's file.
    public byte[] render(Figure figure, FigureFormat format, FigureSize size, int dpi) {
        return format == FigureFormat.CSV
                ? CsvTable.of(figure).getBytes(StandardCharsets.UTF_8)
                : renderRow(List.of(figure), format, size, dpi);
    }

    /// The bytes of the file of several figures side by side.
    public byte[] renderRow(
            List<? extends Figure> figures, FigureFormat format, FigureSize size, int dpi) {
        return render(Page.of(figures, size), format, dpi);
    }

    private byte[] render(Printed page, FigureFormat format, int dpi) {
        return switch (format) {
            case SVG -> SvgFile.bytes(page, program);
            case PDF -> PdfFile.bytes(page, program);
            case PNG -> PngFile.bytes(page, program, checked(dpi));
            case CSV -> throw new IllegalArgumentException("a CSV file holds one figure's numbers");
        };
    }

    /// Writes a sheet of figures to `target`, replacing what was there.
    ///
    /// @throws Failure where the file cannot be written
    public void write(FigureSheet sheet, FigureFormat format, int dpi, Path target) throws Failure {
        AtomicFile.write(target, render(sheet, format, dpi));
    }

    /// The bytes of a sheet's file. A CSV holds the numbers of all its figures, one table below the
    /// other, each after a line with its letter and its title.
    public byte[] render(FigureSheet sheet, FigureFormat format, int dpi) {
        return format == FigureFormat.CSV
                ? CsvTable.of(sheet).getBytes(StandardCharsets.UTF_8)
                : render(new SheetPage(sheet), format, dpi);
    }

    private static int checked(int dpi) {
        if (dpi < LEAST_DPI || dpi > MOST_DPI) {
            throw new IllegalArgumentException(
                    dpi + " pixels per inch, not " + LEAST_DPI + " to " + MOST_DPI);
        }
        return dpi;
    }
}
