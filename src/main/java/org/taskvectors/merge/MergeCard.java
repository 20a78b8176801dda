package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Paper;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.RecipePlan;

/// The model card of a merge (README.md): from what and how it was made, so that it can be made
/// again.
///
/// @param plan what the recipe means
/// @param text the recipe as it was written
/// @param places where its models lie
/// @param allowed where those of recipes among them may lie
/// @param seed of random methods
record MergeCard(
        RecipePlan plan,
        String text,
        Map<ModelReference, Path> places,
        List<Path> allowed,
        Method method,
        long seed) {
    /// @throws IOException where a model's files cannot be asked for their sizes
    String markdown() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("---");
        lines.add("base_model:");
        Set<String> names = new LinkedHashSet<>();
        places.keySet().forEach(model -> names.add(model.text()));
        names.forEach(name -> lines.add("- " + quoted(name)));
        lines.add("library_name: transformers");
        lines.add("tags:");
        lines.add("- merge");
        lines.add("---");
        lines.add("# A merge by " + method.title());
        lines.add("");
        lines.add("It " + method.meaning() + ".");
        method.paper().map(Paper::line).ifPresent(paper -> lines.add("\n" + paper + "."));
        lines.add("");
        lines.add("## Recipe");
        lines.add("");
        String fence = fence();
        lines.add(fence + "yaml");
        lines.add(text.stripTrailing());
        lines.add(fence);
        lines.add("");
        lines.add("Seed of random methods: " + seed + ".");
        lines.add("");
        lines.add("## What it means");
        lines.add("");
        lines.add(fence);
        lines.add(plan.table().text().stripTrailing());
        lines.add(fence);
        lines.add("");
        lines.add("## What went in");
        lines.add("");
        lines.add("| model | file | bytes |");
        lines.add("| --- | --- | --- |");
        for (Map.Entry<ModelReference, Path> place : places.entrySet()) {
            for (Path file :
                    Checkpoints.weightFiles(
                            place.getValue(), OpenOptions.NONE.withAllowed(allowed))) {
                lines.add(
                        "| "
                                + cell(place.getKey().text())
                                + " | "
                                + cell(String.valueOf(file.getFileName()))
                                + " | "
                                + Files.size(file)
                                + " |");
            }
        }
        return String.join("\n", lines) + "\n";
    }

    /// A fence that the recipe does not hold.
    private String fence() {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence;
    }

    private static String cell(String name) {
        return Shown.of(name).replace("|", "\\|");
    }

    /// A text of YAML in quotes.
    private static String quoted(String name) {
        return "'" + Shown.of(name).replace("'", "''") + "'";
    }
}
