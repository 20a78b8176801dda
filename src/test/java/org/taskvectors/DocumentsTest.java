package org.taskvectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The documents keep up with the code: links lead somewhere, packages and classes that they name
/// exist, and the schema of the JSON explains every property.
class DocumentsTest {
    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Path DECISIONS = PAGES.resolve("decisions");
    private static final Path SOURCES = Path.of("src/main/java/org/taskvectors");
    private static final Path GUIDE = Path.of("assets/guide");
    private static final Path SCHEMA = Path.of("assets/schema/output.schema.json");

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    /// A class in a package of ours: `pass.BlockPass`, `checkpoint.adapter.AdapterProblem.NAME`.
    private static final Pattern QUALIFIED =
            Pattern.compile("`((?:[a-z]+\\.)+)([A-Z]\\w+)(?:\\.\\w+)?(?:\\(\\))?`");

    private static List<Path> pages() throws IOException {
        List<Path> pages =
                new ArrayList<>(
                        List.of(
                                Path.of("README.md"),
                                Path.of("ARCHITECTURE.md"),
                                Path.of("CHANGELOG.md")));
        for (Path folder : List.of(PAGES, GUIDE, Path.of(".github"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    private static Path folder(Path page) {
        Path parent = page.getParent();
        return parent == null ? Path.of("") : parent;
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            String text = CODE_BLOCK.matcher(Files.readString(page)).replaceAll("");
            for (Matcher link = LINK.matcher(text); link.find(); ) {
                String target = link.group(1);
                if (target.contains("://")) {
                    continue;
                }
                links++;
                int anchor = target.indexOf('#');
                String file = anchor < 0 ? target : target.substring(0, anchor);
                Path path = file.isEmpty() ? page : folder(page).resolve(file).normalize();
                if (!Files.exists(path)) {
                    dead.add(page + ": " + target);
                } else if (anchor >= 0 && !anchors(path).contains(target.substring(anchor + 1))) {
                    dead.add(page + ": no heading for " + target);
                }
            }
        }
        assertThat(dead).isEmpty();
        assertThat(links).isGreaterThan(50);
    }

    /// The anchors that a page's headings get: small letters, no punctuation, hyphens for spaces.
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new HashSet<>();
        for (Matcher heading = HEADING.matcher(Files.readString(page)); heading.find(); ) {
            anchors.add(
                    heading.group(1)
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N} -]", "")
                            .replace(' ', '-'));
        }
        return anchors;
    }

    @Test
    void everyClassThatIsNamedExists() throws IOException {
        Set<String> packages = new HashSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(Files::isDirectory)
                    .map(folder -> SOURCES.relativize(folder).toString().replace('\\', '/'))
                    .forEach(packages::add);
        }
        List<String> absent = new ArrayList<>();
        int classes = 0;
        for (Path page : pages()) {
            for (Matcher name = QUALIFIED.matcher(Files.readString(page)); name.find(); ) {
                String room = name.group(1).replace('.', '/').replaceFirst("/$", "");
                Set<String> places = new HashSet<>();
                for (String known : packages) {
                    if (known.equals(room) || known.endsWith("/" + room)) {
                        places.add(known);
                    }
                }
                classes += places.isEmpty() ? 0 : 1;
                if (!places.isEmpty()
                        && places.stream()
                                .noneMatch(
                                        place ->
                                                Files.exists(
                                                        SOURCES.resolve(place)
                                                                .resolve(
                                                                        name.group(2)
                                                                                + ".java")))) {
                    absent.add(page + ": " + name.group());
                }
            }
        }
        assertThat(absent).isEmpty();
        assertThat(classes).isGreaterThan(50);
    }

    @Test
    void theIndexNamesEveryDecision() throws IOException {
        String index = Files.readString(DECISIONS.resolve("index.md"));
        try (Stream<Path> files = Files.list(DECISIONS)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .allMatch(name -> name.equals("index.md") || index.contains("(" + name + ")"));
        }
    }

    @Test
    void theIndexNamesEveryPageAndEveryFormat() throws IOException {
        String index = Files.readString(PAGES.resolve("index.md"));
        for (Path folder : List.of(PAGES, PAGES.resolve("formats"))) {
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(
                                files.filter(file -> file.toString().endsWith(".md"))
                                        .map(file -> PAGES.relativize(file).toString()))
                        .map(name -> name.replace('\\', '/'))
                        .allMatch(name -> name.equals("index.md") || index.contains("(" + name));
            }
        }
    }

    /// The guide is shipped without the documents that lie beside it here.
    @Test
    void theGuideStandsByItself() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<Path> linked = new HashSet<>();
        Set<Path> ofFirst = new HashSet<>();
        Set<Path> present = new HashSet<>();
        long bytes = 0;
        try (Stream<Path> files = Files.walk(GUIDE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                present.add(file);
                bytes += Files.size(file);
            }
        }
        for (Path page : present) {
            if (!page.toString().endsWith(".md")) {
                continue;
            }
            String text = CODE_BLOCK.matcher(Files.readString(page)).replaceAll("");
            for (Matcher link = LINK.matcher(text); link.find(); ) {
                String target = link.group(1).replaceFirst("#.*", "");
                Path path = target.isEmpty() ? page : folder(page).resolve(target).normalize();
                if (!target.contains("://") && !path.startsWith(GUIDE)) {
                    wrong.add(page + ": " + link.group(1));
                }
                linked.add(path);
                if (page.endsWith("index.md")) {
                    ofFirst.add(path);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(linked).containsAll(present.stream().filter(file -> !isFirst(file)).toList());
        assertThat(ofFirst)
                .containsAll(
                        present.stream()
                                .filter(file -> file.toString().endsWith(".md"))
                                .filter(file -> !isFirst(file))
                                .toList());
        assertThat(bytes).isLessThan(2_500_000);
    }

    private static boolean isFirst(Path file) {
        return file.endsWith("index.md");
    }

    @Test
    void theSchemaExplainsEveryProperty() throws IOException {
        JsonNode root = new ObjectMapper().readTree(SCHEMA.toFile());
        List<String> bare = new ArrayList<>();
        root.get("$defs")
                .properties()
                .forEach(
                        entry -> {
                            if (!entry.getValue().has("description")) {
                                bare.add(entry.getKey());
                            }
                            unexplained(entry.getKey(), entry.getValue(), bare);
                        });
        assertThat(bare).isEmpty();
    }

    private static void unexplained(String at, JsonNode schema, List<String> bare) {
        for (var property : schema.path("properties").properties()) {
            String place = at + "." + property.getKey();
            JsonNode value = property.getValue();
            if (value.path("description").asText().isBlank() && !value.has("const")) {
                bare.add(place);
            }
            unexplained(place, value, bare);
        }
        if (schema.path("items").isObject()) {
            unexplained(at + "[]", schema.get("items"), bare);
        }
    }
}
