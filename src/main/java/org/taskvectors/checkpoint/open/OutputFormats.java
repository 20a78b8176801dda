package org.taskvectors.checkpoint.open;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.OutputFormat;

/// The formats that tensors can be saved in.
public final class OutputFormats {
    private OutputFormats() {}

    /// Returns all of them, the usual one first.
    public static List<OutputFormat> all() {
        return Formats.ALL.outputs();
    }

    /// Returns the format by the ending of a file's name; empty if it is none.
    public static Optional<OutputFormat> of(Path path) {
        return ofName(FileNames.of(path));
    }

    /// Returns a file's name without the ending of a format that is written.
    public static String stem(String fileName) {
        return ofName(fileName)
                .map(format -> fileName.substring(0, fileName.length() - format.ending().length()))
                .orElse(fileName);
    }

    /// Returns the endings, as in a sentence: `.safetensors or .pth`.
    public static String endings() {
        return String.join(" or ", all().stream().map(OutputFormat::ending).toList());
    }

    private static Optional<OutputFormat> ofName(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return all().stream().filter(format -> lower.endsWith(format.ending())).findFirst();
    }
}
