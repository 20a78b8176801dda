package org.taskvectors.ui.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.HubNames;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;
import org.taskvectors.workspace.AdapterFacts;
import org.taskvectors.workspace.Describe;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;

/// What a file says of its origin, line by line, as it is shown and copied.
///
/// @param title what it is of: `sst2`
/// @param lines in their order
record Origin(String title, List<Line> lines) {
    private static final int MOST_LEFT_OUT = 5;
    private static final int LONGEST_VALUE = 300;

    /// One fact.
    ///
    /// @param isCode whether it is shown in the mono face: a fingerprint, a path
    record Line(String label, String value, boolean isCode) {}

    Origin {
        lines = List.copyOf(lines);
    }

    /// Reads headers and metadata; not for the window's thread.
    static Origin of(FileItem item) throws IOException {
        List<Line> lines = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoints.openAsStored(item.path(), item.said())) {
            Optional<Provenance> provenance = Describe.provenance(checkpoint);
            provenance.ifPresent(known -> lines.addAll(of(known)));
            item.facts().flatMap(Facts::adapter).ifPresent(adapter -> lines.addAll(of(adapter)));
            if (lines.isEmpty()) {
                HubNames.of(item.path())
                        .ifPresentOrElse(
                                name -> lines.add(new Line("on a hub", name, true)),
                                () ->
                                        lines.add(
                                                new Line(
                                                        "origin",
                                                        "its files do not say where it came from",
                                                        false)));
                lines.addAll(metadata(checkpoint.about().metadata()));
            }
        }
        item.facts()
                .map(Facts::namedBase)
                .filter(named -> !named.isBlank() && item.facts().get().adapter().isEmpty())
                .filter(_ -> lines.stream().noneMatch(line -> line.label().equals("base")))
                .ifPresent(named -> lines.add(new Line("names as its base", named, false)));
        lines.addAll(file(item));
        return new Origin(item.name(), lines);
    }

    private static List<Line> of(Provenance provenance) {
        List<Line> lines = new ArrayList<>();
        lines.addAll(side("base", provenance.base()));
        lines.addAll(side("fine-tuned", provenance.tuned()));
        lines.add(new Line("written by", provenance.program(), false));
        provenance.policies().forEach((key, value) -> lines.add(new Line(key, value, false)));
        if (provenance.partial().isEmpty()) {
            lines.add(new Line("partial", "no: all of the change in this scope", false));
        }
        if (!provenance.baseTensors().isEmpty()) {
            lines.add(
                    new Line(
                            "tensors of the base",
                            String.valueOf(provenance.baseTensors().size()),
                            false));
        }
        List<Map.Entry<String, String>> left = List.copyOf(provenance.leftOut().entrySet());
        left.stream()
                .limit(MOST_LEFT_OUT)
                .forEach(
                        one ->
                                lines.add(
                                        new Line(
                                                "left out",
                                                one.getKey() + ": " + one.getValue(),
                                                false)));
        if (left.size() > MOST_LEFT_OUT) {
            lines.add(
                    new Line("left out", "and " + (left.size() - MOST_LEFT_OUT) + " more", false));
        }
        return lines;
    }

    private static List<Line> side(String label, Identity identity) {
        return List.of(
                new Line(label, identity.name(), false),
                new Line("SHA-256", identity.fingerprint(), true));
    }

    private static List<Line> of(AdapterFacts adapter) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("adapter", adapter.kind(), false));
        if (!adapter.base().isBlank()) {
            lines.add(new Line("base", adapter.base(), false));
        }
        if (!adapter.targets().isEmpty()) {
            lines.add(new Line("changes", String.join(", ", adapter.targets()), false));
        }
        adapter.incomplete().forEach(why -> lines.add(new Line("incomplete", why, false)));
        return lines;
    }

    private static List<Line> metadata(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .filter(entry -> !entry.getValue().isBlank())
                .sorted(Map.Entry.comparingByKey())
                .limit(2L * MOST_LEFT_OUT)
                .map(entry -> new Line(entry.getKey(), shortened(entry.getValue()), false))
                .toList();
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
    }

    private static List<Line> file(FileItem item) throws IOException {
        Path path = item.path();
        List<Line> lines = new ArrayList<>();
        item.facts()
                .ifPresent(
                        facts ->
                                lines.add(
                                        new Line(
                                                "file",
                                                facts.format()
                                                        + ", "
                                                        + Amounts.bytes(facts.bytes()),
                                                false)));
        // A hub does not know when its files were written.
        if (!FarFiles.isFar(path)) {
            String date =
                    DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
                            .withZone(ZoneId.systemDefault())
                            .format(Files.getLastModifiedTime(path).toInstant());
            lines.add(new Line("last written", date, false));
        }
        lines.add(new Line("path", path.toString(), true));
        return lines;
    }

    /// All of it as text, a line each.
    String text() {
        return lines.stream()
                .map(line -> line.label() + ": " + line.value())
                .collect(Collectors.joining("\n", title + "\n", "\n"));
    }
}
