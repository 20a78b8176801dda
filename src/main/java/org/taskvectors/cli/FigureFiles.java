package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.figure.FigureExport;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.figure.FigureSize;
import org.taskvectors.file.BoundedName;
import org.taskvectors.job.CancelledException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Whether figures are written into a folder, and in which formats.
final class FigureFiles {
    private static final int DPI = 300;

    @Option(
            names = "--figures",
            paramLabel = "DIR",
            description = "Write the figures into this folder as well.")
    private @Nullable Path figures;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            split = ",",
            converter = Words.Formats.class,
            description = "Of the figures: svg (the default), pdf, png, csv; several with commas.")
    private List<FigureFormat> formats = new ArrayList<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FigureFiles() {}

    boolean areWanted() {
        return figures != null;
    }

    /// Makes figures, where any are wanted.
    @FunctionalInterface
    interface Maker {
        List<FigureSet.Named> figures();
    }

    /// @throws ParameterException where the options do not fit together
    void check() {
        if (!formats.isEmpty() && figures == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--format says how figures are written, and needs --figures");
        }
        if (figures != null && Files.exists(figures) && !Files.isDirectory(figures)) {
            throw new ParameterException(
                    spec.commandLine(), "--figures " + figures + ": this is a file, not a folder");
        }
    }

    /// Writes figures where they are wanted, and returns their files.
    List<Path> write(Session session, Maker maker) throws IOException, CancelledException {
        Path folder = figures;
        if (folder == null) {
            return List.of();
        }
        Set<FigureFormat> wanted =
                formats.isEmpty() ? EnumSet.of(FigureFormat.SVG) : EnumSet.copyOf(formats);
        FigureExport export = new FigureExport(session.program());
        return session.run(
                "Drawing figures",
                (_, cancellation) -> {
                    List<Path> written = new ArrayList<>();
                    for (FigureSet.Named figure : maker.figures()) {
                        for (FigureFormat format : wanted) {
                            cancellation.check();
                            Path target =
                                    folder.resolve(
                                            BoundedName.of(figure.name(), "." + format.suffix()));
                            export.write(
                                    figure.figure(), format, FigureSize.ONE_COLUMN, DPI, target);
                            written.add(target);
                        }
                    }
                    return written;
                });
    }
}
