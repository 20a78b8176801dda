package org.taskvectors.merge.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Utf8Reader;

/// A recipe with the text that it was read from: an edit keeps the comments and the form of what it
/// does not change, and what is wrong is told with its line.
public final class RecipeDocument {
    private final Recipe recipe;
    private final String text;
    private final YamlNode root;
    private final Map<String, Span> places;
    private final Methods methods;

    private RecipeDocument(
            Recipe recipe, String text, YamlNode root, Map<String, Span> places, Methods methods) {
        this.recipe = recipe;
        this.text = text;
        this.root = root;
        this.places = places;
        this.methods = methods;
    }

    /// Reads a recipe's file.
    ///
    /// @throws Failure with a [RecipeProblem] and its line, the first one in the file, or as
    ///   [ReadableFile] does
    public static RecipeDocument read(Path file, Methods methods) throws Failure {
        return parse(textOf(file), file, methods);
    }

    /// Reads a recipe's text.
    ///
    /// @throws Failure with a [RecipeProblem] and its line, the first one in the text
    public static RecipeDocument parse(String text, Methods methods) throws Failure {
        return parse(text, null, methods);
    }

    private static RecipeDocument parse(String text, @Nullable Path file, Methods methods)
            throws Failure {
        YamlNode root = YamlTree.read(text, file);
        Findings findings = new Findings(file);
        Recipe recipe = RecipeReader.read(root, methods, findings);
        List<Failure> failures = findings.inOrder();
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return new RecipeDocument(recipe, text, root, findings.places(), methods);
    }

    /// Returns a recipe as a document in the program's own form.
    public static RecipeDocument of(Recipe recipe, Methods methods) throws Failure {
        return parse(RecipeWriter.text(recipe), methods);
    }

    /// Returns everything that is wrong with a text, by lines; after the first failure that makes
    /// the rest unreadable there is none. Empty if it is a recipe.
    public static List<Failure> problems(String text, Methods methods) {
        Findings findings = new Findings(null);
        try {
            RecipeReader.read(YamlTree.read(text, null), methods, findings);
            return findings.inOrder();
        } catch (Failure last) {
            List<Failure> failures = new ArrayList<>(findings.inOrder());
            failures.add(last);
            return failures;
        }
    }

    /// Returns the text of a recipe's file, or of what may be one.
    ///
    /// @throws Failure as [ReadableFile] does, and where it is too large for a recipe or no text
    public static String textOf(Path file) throws Failure {
        try (ReadableFile opened = ReadableFile.open(file)) {
            if (opened.size() > Limits.MOST_BYTES) {
                throw Failure.of(
                        RecipeProblem.TOO_LARGE,
                        file,
                        "it has "
                                + opened.size()
                                + " bytes, and a recipe has at most "
                                + Limits.MOST_BYTES,
                        "");
            }
            StringBuilder text = new StringBuilder();
            char[] part = new char[8192];
            Utf8Reader reader = new Utf8Reader(opened, 0, opened.size(), RecipeProblem.NOT_UTF8);
            for (int got = reader.read(part, 0, part.length);
                    got >= 0;
                    got = reader.read(part, 0, part.length)) {
                text.append(part, 0, got);
            }
            return text.toString();
        }
    }

    public Recipe recipe() {
        return recipe;
    }

    /// Returns the text, comments and all.
    public String text() {
        return text;
    }

    /// Returns where something stands in the text: `models[1].parameters.weight`; empty if it does
    /// not stand there.
    public Optional<Span> place(String path) {
        return Optional.ofNullable(places.get(path));
    }

    /// Returns a failure of a plan, whose place is a path of the recipe, with its line. Where what
    /// is meant does not stand in the text, the line is that of what it would be a part of.
    public Failure located(Failure failure) {
        for (String path = failure.place(); path != null && !path.isEmpty(); path = parent(path)) {
            Span span = places.get(path);
            if (span != null) {
                return failure.at(span.words() + " (" + failure.place() + ")");
            }
        }
        return failure;
    }

    private static @Nullable String parent(String path) {
        int cut = path.lastIndexOf('.');
        int index = path.endsWith("]") ? path.lastIndexOf('[') : -1;
        int end = Math.max(cut, index);
        return end < 0 ? null : path.substring(0, end);
    }

    /// Returns a document of another recipe that has this one's text wherever the two agree: single
    /// values are changed where they stand, otherwise whole sections (a key at the left margin with
    /// everything under it) are written anew, and where that is not possible, everything.
    ///
    /// @throws Failure if the recipe is none that these methods have
    public RecipeDocument with(Recipe edited) throws Failure {
        if (edited.equals(recipe)) {
            return this;
        }
        for (Optional<String> changed :
                List.of(
                        TextEdits.values(text, places, recipe, edited),
                        TextEdits.sections(text, root, recipe, edited))) {
            Optional<RecipeDocument> read = changed.flatMap(one -> readAs(one, edited));
            if (read.isPresent()) {
                return read.get();
            }
        }
        return of(edited, methods);
    }

    /// What an edit of the text has made is taken only if it means what it should.
    private Optional<RecipeDocument> readAs(String changed, Recipe edited) {
        try {
            return Optional.of(parse(changed, methods))
                    .filter(document -> document.recipe.equals(edited));
        } catch (Failure e) {
            return Optional.empty();
        }
    }

    /// Saves the text.
    ///
    /// @throws Failure if it cannot be written
    public void save(Path file) throws Failure {
        AtomicFile.writeText(file, text);
    }
}
