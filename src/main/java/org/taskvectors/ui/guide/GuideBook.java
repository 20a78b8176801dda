package org.taskvectors.ui.guide;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Where the guide's pages and pictures come from.
public interface GuideBook {
    /// The page that names all others, in their order.
    String FIRST = "index";

    /// The Markdown of a page.
    ///
    /// @param page its name without an ending: `compare`
    /// @return empty where there is no such page
    Optional<String> text(String page);

    /// A picture's bytes, PNG.
    ///
    /// @param path as pages name it: `pictures/compare.png`
    /// @return empty where there is no such picture
    Optional<byte[]> picture(String path);

    /// The guide that comes with the program.
    static GuideBook ofProgram() {
        return new GuideBook() {
            @Override
            public Optional<String> text(String page) {
                return bytes(page + ".md").map(all -> new String(all, StandardCharsets.UTF_8));
            }

            @Override
            public Optional<byte[]> picture(String path) {
                return bytes(path);
            }
        };
    }

    private static Optional<byte[]> bytes(String path) {
        try (InputStream stream = GuideBook.class.getResourceAsStream("/assets/guide/" + path)) {
            return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
