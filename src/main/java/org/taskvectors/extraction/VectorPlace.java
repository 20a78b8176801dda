package org.taskvectors.extraction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;

/// Where a vector may be written.
public final class VectorPlace {
    private VectorPlace() {}

    /// Returns the format that the ending of a vector's name says.
    ///
    /// @throws Failure [ExtractionProblem#UNKNOWN_FORMAT]
    public static OutputFormat format(Path output) throws Failure {
        return OutputFormats.of(output)
                .orElseThrow(
                        () ->
                                Failure.of(
                                        ExtractionProblem.UNKNOWN_FORMAT,
                                        output,
                                        "the ending of this name says no format that can be"
                                                + " written",
                                        "Let it end in " + OutputFormats.endings()));
    }

    /// Checks that a vector may have that name. It must never take the place of a model that it
    /// came from: neither of what was opened nor of any file that its weights lie in.
    ///
    /// @param sides what it is made of
    /// @throws Failure if it may not
    public static void check(Path output, boolean overwrite, List<? extends Checkpoint> sides)
            throws IOException {
        if (!Files.exists(output)) {
            return;
        }
        for (Checkpoint side : sides) {
            refuseInput(output, side);
        }
        if (!overwrite) {
            throw Failure.of(
                    FileProblem.EXISTS,
                    output,
                    "there is a file of this name already",
                    "Choose another name, or say that it may be replaced (--force)");
        }
    }

    private static void refuseInput(Path output, Checkpoint side) throws IOException {
        Path real = output.toRealPath();
        List<Path> inputs = new ArrayList<>(side.about().weightFiles());
        side.path().ifPresent(inputs::add);
        boolean isInput = false;
        for (Path input : inputs) {
            Path from = input.toRealPath();
            isInput |=
                    real.equals(from) || (Files.isDirectory(from) && from.equals(real.getParent()));
        }
        if (isInput) {
            throw Failure.of(
                    ExtractionProblem.OUTPUT_IS_INPUT,
                    output,
                    "this file belongs to " + side.name() + ", which is being read",
                    "Choose another name");
        }
    }
}
