package org.taskvectors.merge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Utf8Reader;
import org.taskvectors.merge.method.MethodProblem;

/// The licence that a checkpoint states in its own files: in the front matter of the README.md
/// beside it, else in its configuration. What it means is for people to judge.
///
/// @param id as it stands there: `apache-2.0`, `other`
/// @param name the name of one that is `other`; empty if none is said
/// @param link where its text is; empty if that is not said
record Licence(String id, Optional<String> name, Optional<String> link) {
    private static final String CARD = "README.md";
    private static final String FENCE = "---";
    private static final int MOST_LINES = 2_000;
    private static final int LONGEST = 200;

    /// Returns the licence; empty if none is stated, or what is stated cannot be read.
    static Optional<Licence> of(Checkpoint checkpoint) {
        Optional<Licence> onCard =
                folder(checkpoint)
                        .map(folder -> folder.resolve(CARD))
                        .filter(Files::isRegularFile)
                        .flatMap(Licence::onCard);
        return onCard.or(
                () ->
                        checkpoint
                                .about()
                                .config()
                                .flatMap(config -> config.text("license"))
                                .map(id -> new Licence(id, Optional.empty(), Optional.empty())));
    }

    private static Optional<Path> folder(Checkpoint checkpoint) {
        Optional<Path> beside = checkpoint.about().companionFolder();
        return beside.isPresent()
                ? beside
                : checkpoint
                        .path()
                        .map(Path::toAbsolutePath)
                        .flatMap(
                                path ->
                                        Files.isDirectory(path)
                                                ? Optional.of(path)
                                                : Optional.ofNullable(path.getParent()));
    }

    private static Optional<Licence> onCard(Path card) {
        Map<String, String> said = said(frontMatter(card));
        return Optional.ofNullable(said.get("license"))
                .map(
                        id ->
                                new Licence(
                                        id,
                                        Optional.ofNullable(said.get("license_name")),
                                        Optional.ofNullable(said.get("license_link"))));
    }

    /// The lines between the first two fences; none where there are no two, or they are no text.
    private static List<String> frontMatter(Path card) {
        List<String> lines = new ArrayList<>();
        try (ReadableFile file = ReadableFile.open(card);
                java.io.BufferedReader reader =
                        new java.io.BufferedReader(
                                new Utf8Reader(file, 0, file.size(), MethodProblem.INGREDIENTS))) {
            String line = reader.readLine();
            if (line == null || !line.strip().equals(FENCE)) {
                return List.of();
            }
            for (line = reader.readLine();
                    line != null && lines.size() < MOST_LINES;
                    line = reader.readLine()) {
                if (line.strip().equals(FENCE)) {
                    return lines;
                }
                lines.add(line);
            }
            return List.of();
        } catch (java.io.IOException e) {
            // A card that cannot be read states nothing; the weights beside it are read all the
            // same.
            return List.of();
        }
    }

    /// The texts of the outermost keys, and lists of them joined: as much of YAML as licences are
    /// stated in. A key of another kind is passed over.
    private static Map<String, String> said(List<String> lines) {
        Map<String, String> said = new HashMap<>();
        String key = "";
        List<String> items = new ArrayList<>();
        for (String line : lines) {
            String bare = line.strip();
            if (bare.startsWith("- ") && !key.isEmpty()) {
                items.add(plain(bare.substring(2)));
                said.put(key, String.join(", ", items));
                continue;
            }
            int colon = line.indexOf(':');
            if (line.startsWith(" ") || line.startsWith("#") || colon <= 0) {
                continue;
            }
            key = line.substring(0, colon).strip();
            items.clear();
            String value = plain(line.substring(colon + 1));
            if (!value.isEmpty() && value.length() <= LONGEST) {
                said.putIfAbsent(key, value);
                key = "";
            }
        }
        return said;
    }

    /// A value without its comment, its quotes and its brackets.
    private static String plain(String text) {
        String value = text.strip();
        if (value.startsWith("[") && value.endsWith("]")) {
            List<String> parts = new ArrayList<>();
            for (String part : value.substring(1, value.length() - 1).split(",", -1)) {
                parts.add(plain(part));
            }
            return String.join(", ", parts);
        }
        for (char quote : new char[] {'\'', '"'}) {
            int end = value.indexOf(quote, 1);
            if (value.length() > 1 && value.charAt(0) == quote && end > 0) {
                return value.substring(1, end);
            }
        }
        int comment = value.indexOf(" #");
        return value.startsWith("#")
                ? ""
                : (comment < 0 ? value : value.substring(0, comment)).strip();
    }

    /// Returns it for people: `other (llama3)`.
    String words() {
        return id + name.map(known -> " (" + known + ")").orElse("");
    }
}
