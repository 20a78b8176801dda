package org.taskvectors.figure;

import java.util.Locale;

/// Words as a part of a file's name.
public final class FileSlug {
    private static final int LONGEST = 80;

    private FileSlug() {}

    /// Returns small letters and digits with hyphens between them; empty where the text has none.
    public static String of(String text) {
        String plain =
                text.toLowerCase(Locale.ROOT).replace("×", "x").replaceAll("[^a-z0-9.]+", "-");
        String trimmed = plain.replaceAll("^-+|-+$", "");
        // What is cut off may be all that tells two names apart.
        return trimmed.length() > LONGEST
                ? String.format(
                        Locale.ROOT, "%s-%08x", trimmed.substring(0, LONGEST), text.hashCode())
                : trimmed;
    }
}
