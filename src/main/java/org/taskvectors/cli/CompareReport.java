package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.analysis.BaseGroups;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.SpectrumWords;
import org.taskvectors.analysis.metric.ThresholdWords;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.vector.VectorProblem;

/// Says what was measured of several vectors, in one run or joined of parts.
record CompareReport(Session session, GroupOptions groups, TableOptions table) {
    /// Refuses vectors whose tensors may be the same under two names.
    ///
    /// @param apart sentences about such tensors
    /// @param isPartial whether they are compared all the same
    static void requireTogether(List<String> apart, boolean isPartial) throws Failure {
        if (!isPartial && !apart.isEmpty()) {
            throw Failure.of(
                    VectorProblem.OTHER_NAMES,
                    null,
                    apart.getFirst(),
                    "Compare vectors of one architecture, or say --partial to compare what"
                            + " matches");
        }
    }

    /// Prints the tables, and what there is to say around them.
    void print(Comparison comparison, ProfileReport.Told told) {
        table.printSeveral(comparison, groups, session.out());
        PrintWriter notes = table.notes(session);
        if (table.isText()) {
            notes.println();
        }
        notes.println("sparsity: share with " + ThresholdWords.of(groups.threshold()));
        ThresholdWords.exact(comparison, groups.threshold())
                .forEach(said -> notes.println("sparsity of " + said));
        SpectrumWords.below(comparison).forEach(notes::println);
        bases(comparison).ifPresent(said -> notes.println("note: " + said));
        comparison.notes().forEach(note -> notes.println("note: " + note));
        told.notes().forEach(note -> notes.println("note: " + note));
        FigureScope.print(told.figures(), told.shown(), groups, notes);
    }

    /// Says of vectors on several bases which are on which.
    private static Optional<String> bases(Comparison comparison) {
        BaseGroups bases = BaseGroups.of(comparison);
        if (bases.groups().size() < 2) {
            return Optional.empty();
        }
        List<String> each = new ArrayList<>();
        for (int base = 0; base < bases.groups().size(); base++) {
            String name = bases.names().get(base);
            each.add(
                    Amounts.counted(bases.groups().get(base).size(), "vector")
                            + " on "
                            + (name.isEmpty() ? "a base that is not recorded" : Shown.of(name)));
        }
        return Optional.of(
                Amounts.counted(bases.groups().size(), "base")
                        + ": "
                        + String.join(", ", each)
                        + (bases.areSeparate() ? "; figures have no pairs across them" : ""));
    }

    /// Prints the JSON.
    ///
    /// @param paths of the vectors
    void printJson(Comparison comparison, List<Path> paths, ProfileReport.Told told) {
        GroupJson json = new GroupJson(comparison, groups.threshold(), false);
        ObjectNode root = Json.document("compare", session);
        ArrayNode vectors = root.putArray("vectors");
        for (int i = 0; i < paths.size(); i++) {
            vectors.add(VectorJson.of(comparison.vectors().get(i), paths.get(i)));
        }
        root.put("by", groups.by().word());
        root.put("scope", groups.scope().text());
        root.set("threshold", GroupJson.threshold(groups.threshold()));
        root.set("spectrum", GroupJson.spectrum(comparison));
        root.set("all", row(comparison, json, Group.ALL));
        ArrayNode rows = root.putArray("groups");
        for (Group group : comparison.groups(groups.by())) {
            rows.add(row(comparison, json, group));
        }
        root.set(
                "notes",
                Json.texts(
                        Stream.of(
                                        bases(comparison).stream(),
                                        comparison.notes().stream(),
                                        told.notes().stream())
                                .flatMap(each -> each)
                                .toList()));
        root.set("figures", Json.texts(told.figures().stream().map(Path::toString).toList()));
        Json.print(root, session.out());
    }

    private static ObjectNode row(Comparison comparison, GroupJson json, Group group) {
        ObjectNode row = GroupJson.name(group);
        ArrayNode vectors = row.putArray("vectors");
        ArrayNode pairs = row.putArray("pairs");
        int count = comparison.vectors().size();
        for (int a = 0; a < count; a++) {
            vectors.add(json.vector(a, group));
            for (int b = a + 1; b < count; b++) {
                pairs.add(json.pair(a, b, group));
            }
        }
        json.together(row, group);
        return row;
    }
}
