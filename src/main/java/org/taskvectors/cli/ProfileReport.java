package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.Verification;
import org.taskvectors.analysis.metric.SpectrumWords;
import org.taskvectors.analysis.metric.ThresholdWords;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.file.Shown;

/// Says what was measured of a vector, in one run or joined of parts.
///
/// @param histograms whether JSON has every bin
record ProfileReport(Session session, GroupOptions groups, TableOptions table, boolean histograms) {
    /// The notes beside the numbers.
    ///
    /// @param notes what could not be measured, as sentences
    /// @param figures the files of the figures
    /// @param shown the scope of the figures
    record Told(List<String> notes, List<Path> figures, Scope shown) {}

    /// Prints the table, and what there is to say around it.
    void print(NamedProfile vector, Comparison comparison, Told told) {
        PrintWriter notes = table.notes(session);
        notes.println(
                vector.name()
                        + vector.profile()
                                .provenance()
                                .map(
                                        p ->
                                                ": "
                                                        + Shown.of(
                                                                p.tuned().name()
                                                                        + " − "
                                                                        + p.base().name()))
                                .orElse(""));
        if (table.isText()) {
            notes.println();
        }
        table.printOne(comparison, groups, session.out());
        if (table.isText()) {
            notes.println();
        }
        notes.println("sparsity: share with " + ThresholdWords.of(groups.threshold()));
        ThresholdWords.exact(comparison, groups.threshold())
                .forEach(said -> notes.println("sparsity of " + said));
        SpectrumWords.below(comparison).forEach(notes::println);
        comparison.notes().forEach(note -> notes.println("note: " + note));
        told.notes().forEach(note -> notes.println("note: " + note));
        FigureScope.print(told.figures(), told.shown(), groups, notes);
    }

    /// Prints the JSON.
    ///
    /// @param path of the vector
    /// @param verification of what was kept; empty where none was asked for
    void printJson(
            NamedProfile vector,
            Path path,
            Comparison comparison,
            Optional<Verification> verification,
            Told told) {
        Threshold threshold = groups.threshold();
        Scope scope = groups.scope();
        Grouping by = groups.by();
        GroupJson json = new GroupJson(comparison, threshold, histograms);
        ObjectNode root = Json.document("profile", session);
        ObjectNode of = VectorJson.of(vector, path);
        root.set("vector", of);
        root.put("by", by.word());
        root.put("scope", scope.text());
        root.set("threshold", GroupJson.threshold(threshold));
        root.set("spectrum", GroupJson.spectrum(comparison));
        root.set("all", json.vector(0, Group.ALL));
        ArrayNode rows = root.putArray("groups");
        for (Group group : comparison.groups(by)) {
            ObjectNode row = GroupJson.name(group);
            row.setAll(json.vector(0, group));
            rows.add(row);
        }
        root.set(
                "notes",
                Json.texts(
                        Stream.concat(comparison.notes().stream(), told.notes().stream())
                                .toList()));
        root.set("figures", Json.texts(told.figures().stream().map(Path::toString).toList()));
        root.putNull("verification");
        verification.ifPresent(
                v ->
                        root.putObject("verification")
                                .put("was_kept", v.wasKept())
                                .set("differences", Json.texts(v.differences())));
        Json.print(root, session.out());
    }
}
