package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Paper;

/// The model card of a merge (README.md): from what and how it was made, so that it can be made
/// again. It names no place of a machine, and no time: the same merge has the same card.
///
/// @param program name and version of this program
/// @param seed of random methods
/// @param settings the values of the method's parameters, a line for each
/// @param recipe the recipe; empty if it cannot be said as one
/// @param meaning what the recipe means, as a table in plain text; empty for a merge by options
/// @param models what the card names as the models behind it
/// @param parts what went in
record MergeCard(
        String program,
        Method method,
        long seed,
        List<String> settings,
        Optional<String> recipe,
        Optional<String> meaning,
        List<String> models,
        List<MergePart> parts) {
    /// The name of its file.
    static final String NAME = "README.md";

    /// @param notes what a person should know, in sentences without full stops
    String markdown(List<String> notes) {
        MergeLicences licences = new MergeLicences(parts);
        List<String> lines = new ArrayList<>();
        lines.add("---");
        lines.add("base_model:");
        Set<String> names = new LinkedHashSet<>(models);
        names.forEach(name -> lines.add("- " + quoted(name)));
        lines.add("library_name: transformers");
        lines.addAll(licences.frontMatter());
        lines.add("tags:");
        lines.add("- merge");
        lines.add("- task-vector-workbench");
        lines.add("---");
        lines.add("# A merge by " + method.title());
        lines.add("");
        lines.add("It " + method.meaning() + ". Made with " + Shown.of(program) + ".");
        method.paper().map(Paper::line).ifPresent(paper -> lines.add("\n" + paper + "."));
        lines.add("");
        lines.add("## Recipe");
        lines.add("");
        recipe.ifPresentOrElse(
                text -> fenced(lines, "yaml", text),
                () ->
                        lines.add(
                                "No recipe says it: an adapter's scale, or what was left out, has"
                                        + " no words there."));
        if (recipe.filter(text -> text.contains(RecipeDialect.PREFIX)).isPresent()) {
            lines.add("");
            lines.add(
                    "Its method has values or ingredients that mergekit does not have, which is why"
                            + " its name is one that mergekit refuses.");
        }
        lines.add("");
        if (meaning.isEmpty()) {
            settings.forEach(line -> lines.add("- " + line));
        }
        lines.add("- method: " + method.id());
        if (method.isRandom()) {
            lines.add("- seed of random methods: " + seed);
        }
        meaning.ifPresent(
                table -> {
                    lines.add("");
                    lines.add("## What it means");
                    lines.add("");
                    fenced(lines, "", table);
                });
        lines.add("");
        lines.add("## What went in");
        lines.add("");
        lines.add("| name | as | file | bytes | SHA-256 of samples | licence |");
        lines.add("| --- | --- | --- | --- | --- | --- |");
        parts.forEach(part -> rows(lines, part));
        lines.add("");
        lines.add(
                "The SHA-256 is taken over a file's size and samples of its bytes; a file of up to"
                        + " 832 KiB is read whole.");
        licences.note().ifPresent(note -> lines.add("\nLicences: " + note + "."));
        if (!notes.isEmpty()) {
            lines.add("");
            lines.add("## What to know");
            lines.add("");
            notes.forEach(note -> lines.add("- " + Shown.whole(note)));
        }
        return String.join("\n", lines) + "\n";
    }

    private static void rows(List<String> lines, MergePart part) {
        String licence = part.licence().map(Licence::words).orElse("");
        for (MergePart.Mark file : part.files()) {
            lines.add(
                    "| "
                            + String.join(
                                    " | ",
                                    cell(part.name()),
                                    part.kind().words(),
                                    cell(file.name()),
                                    Long.toString(file.bytes()),
                                    file.sample(),
                                    cell(licence))
                            + " |");
        }
    }

    private static void fenced(List<String> lines, String language, String text) {
        // A fence that the text does not hold.
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        lines.add(fence + language);
        lines.add(text.stripTrailing());
        lines.add(fence);
    }

    private static String cell(String name) {
        return Shown.of(name).replace("|", "\\|");
    }

    /// A text of YAML in quotes.
    static String quoted(String name) {
        return "'" + Shown.of(name).replace("'", "''") + "'";
    }
}
