package org.taskvectors.file;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Names of files within what file systems allow: 255 bytes of UTF-8.
public final class BoundedName {
    private static final int MOST_BYTES = 255;

    private BoundedName() {}

    /// Returns `stem` with `ending`. A stem that is too long is cut and gets a mark of the whole of
    /// it, so that stems that differ in their ends stay different.
    public static String of(String stem, String ending) {
        int room = MOST_BYTES - bytes(ending);
        if (bytes(stem) <= room) {
            return stem + ending;
        }
        String mark = String.format(Locale.ROOT, "-%08x", stem.hashCode());
        StringBuilder cut = new StringBuilder();
        int used = bytes(mark);
        for (int i = 0; i < stem.length(); ) {
            String letter = Character.toString(stem.codePointAt(i));
            used += bytes(letter);
            if (used > room) {
                break;
            }
            cut.append(letter);
            i += letter.length();
        }
        return cut + mark + ending;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
