package org.taskvectors.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// A model's card: the `README.md` of its folder, whose front matter may name a file of templates:
///
///     ---
///     templates: my-templates.json
///     ---
final class ModelCard {
    private static final String NAME = "README.md";
    private static final String FENCE = "---";
    private static final String KEY = "templates:";

    /// No front matter is longer: bytes.
    private static final int LONGEST = 1 << 16;

    private ModelCard() {}

    /// Returns the file that the card of a model names, where it is there. Names that lead out of
    /// the model's folder are passed over: a card comes from strangers.
    ///
    /// @param model its folder
    static Optional<Path> templates(Path model) {
        Path card = model.resolve(NAME);
        if (!Files.isRegularFile(card)) {
            return Optional.empty();
        }
        try (InputStream bytes = Files.newInputStream(card)) {
            String head = new String(bytes.readNBytes(LONGEST), StandardCharsets.UTF_8);
            return named(head)
                    .map(name -> model.resolve(name).normalize())
                    .filter(file -> file.startsWith(model) && Files.isRegularFile(file));
        } catch (IOException | InvalidPathException e) {
            // A card that cannot be read names nothing.
            return Optional.empty();
        }
    }

    private static Optional<String> named(String text) {
        String[] lines = text.split("\\R");
        if (!lines[0].strip().equals(FENCE)) {
            return Optional.empty();
        }
        for (int i = 1; i < lines.length && !lines[i].strip().equals(FENCE); i++) {
            if (lines[i].startsWith(KEY)) {
                String name = lines[i].substring(KEY.length()).strip();
                return Optional.of(name.replaceAll("^[\"']|[\"']$", ""))
                        .filter(one -> !one.isEmpty());
            }
        }
        return Optional.empty();
    }
}
