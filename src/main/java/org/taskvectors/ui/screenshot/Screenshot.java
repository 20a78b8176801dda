package org.taskvectors.ui.screenshot;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.taskvectors.figure.FileSlug;
import org.taskvectors.figure.PngWriter;
import org.taskvectors.ui.common.Theme;

/// A picture that was taken of the window, and what it says of itself. The same picture gives the
/// same file: there is no date in it.
///
/// @param subject what it shows: `Compare`
/// @param workspace the name of the workspace that it shows
/// @param theme its colours
/// @param scale pixels for each unit of the window
/// @param image its pixels
public record Screenshot(
        String subject, String workspace, Theme theme, int scale, BufferedImage image) {
    /// Pixels in an inch of a screen at the scale 1.
    private static final double DPI = 96;

    /// The file that it would be called: `compare-light-2x.png`.
    public String fileName() {
        return FileSlug.of(subject) + "-" + themeWord() + "-" + scale + "x.png";
    }

    /// The bytes of its file.
    ///
    /// @param program name and version
    public byte[] png(String program) {
        SequencedMap<String, String> words = new LinkedHashMap<>();
        words.put("Title", subject);
        words.put("Description", sentence());
        words.put("Software", program);
        return PngWriter.bytes(image, DPI * scale, words);
    }

    String sentence() {
        return subject
                + " of the workspace "
                + workspace
                + "; "
                + themeWord()
                + " theme; "
                + Math.round((double) image.getWidth() / scale)
                + " × "
                + Math.round((double) image.getHeight() / scale)
                + " at "
                + scale
                + "x";
    }

    private String themeWord() {
        return theme.isDark() ? "dark" : "light";
    }
}
