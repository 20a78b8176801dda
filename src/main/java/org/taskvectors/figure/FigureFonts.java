package org.taskvectors.figure;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.GraphicsEnvironment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The face of all figures, on screen and on paper: Roboto, which comes with the program. Its
/// digits have one width and it has the signs that the axes need.
final class FigureFonts {
    /// The families a browser falls back to where Roboto is not installed.
    static final String SVG_FAMILIES = "Roboto, Helvetica, Arial, sans-serif";

    static final String FAMILY = "Roboto";
    private static final String FILE = "/assets/fonts/Roboto-Regular.ttf";

    private FigureFonts() {}

    /// The bytes of the font file; empty where the program was built without it.
    static Optional<byte[]> file() {
        try (@Nullable InputStream in = FigureFonts.class.getResourceAsStream(FILE)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// The face at a size, in points or pixels.
    static Font of(double size) {
        return Loaded.BASE.deriveFont((float) size);
    }

    /// The font for a text: one that has its letters. Names of vectors may be in any script.
    static Font fitting(String text, Font font) {
        return font.canDisplayUpTo(text) < 0
                ? font
                : new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont(font.getSize2D());
    }

    /// Read once, when it is needed first.
    private static final class Loaded {
        static final Font BASE = load();

        private static Font load() {
            Optional<byte[]> file = file();
            if (file.isPresent()) {
                try {
                    Font font =
                            Font.createFont(
                                    Font.TRUETYPE_FONT, new ByteArrayInputStream(file.get()));
                    GraphicsEnvironment.getLocalGraphicsEnvironment().registerFont(font);
                    return font;
                } catch (FontFormatException | IOException e) {
                    return installed();
                }
            }
            return installed();
        }

        private static Font installed() {
            String[] families =
                    GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames();
            for (String name : new String[] {FAMILY, "Noto Sans", "DejaVu Sans", "Arial"}) {
                if (Arrays.asList(families).contains(name)) {
                    return new Font(name, Font.PLAIN, 1);
                }
            }
            return new Font(Font.SANS_SERIF, Font.PLAIN, 1);
        }
    }
}
