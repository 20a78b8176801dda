package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.figure.FigureExport;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.figure.FigureSize;
import org.taskvectors.file.BoundedName;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Writes the figures of a comparison into a folder.
///
/// @param program name and version, for the files' metadata
/// @param by the one grouping that is wanted; empty for all that make a figure
record FigureFiles(
        String program, Comparison comparison, Threshold threshold, Optional<Grouping> by) {
    private static final int DPI = 300;

    List<Path> write(Path folder, List<FigureFormat> formats, Cancellation cancellation)
            throws IOException, CancelledException {
        FigureExport export = new FigureExport(program);
        List<Path> written = new ArrayList<>();
        for (FigureSet.Named figure : new FigureSet(comparison, threshold).figures(by)) {
            for (FigureFormat format : formats) {
                cancellation.check();
                Path target = folder.resolve(BoundedName.of(figure.name(), "." + format.suffix()));
                export.write(figure.figure(), format, FigureSize.ONE_COLUMN, DPI, target);
                written.add(target);
            }
        }
        return written;
    }
}
