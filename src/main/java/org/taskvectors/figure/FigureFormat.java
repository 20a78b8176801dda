package org.taskvectors.figure;

import java.util.Locale;
import java.util.Optional;

/// What a figure can be saved as.
public enum FigureFormat {
    SVG("SVG, vectors for the web and for editing"),
    PDF("PDF, vectors for papers"),
    PNG("PNG, pixels"),
    CSV("CSV, the numbers");

    private final String label;

    FigureFormat(String label) {
        this.label = label;
    }

    /// For a list of choices.
    public String label() {
        return label;
    }

    /// The file name's ending without its point, and the word on the command line: `svg`.
    public String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The format of a word or ending, in capitals or not.
    public static Optional<FigureFormat> of(String suffix) {
        for (FigureFormat format : values()) {
            if (format.suffix().equals(suffix.toLowerCase(Locale.ROOT))) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
