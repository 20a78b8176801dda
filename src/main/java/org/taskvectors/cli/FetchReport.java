package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.hub.HubName;
import org.taskvectors.hub.cache.CachedSnapshot;
import org.taskvectors.hub.cache.Fetch;
import org.taskvectors.hub.cache.Fetched;
import org.taskvectors.hub.cache.FilesToFetch;

/// What a fetch says: its files with their sizes, and what came of it.
///
/// @param model as it was asked for
/// @param commit whose files they are
/// @param lines one a file of the commit
/// @param toCome bytes that were not there before
/// @param folder where the model lies; empty before it does
/// @param fetched what came of it; empty where nothing was asked of the hub
/// @param notes what a person should know
record FetchReport(
        HubName model,
        String commit,
        List<Line> lines,
        long toCome,
        Optional<Path> folder,
        Optional<Fetched> fetched,
        List<String> notes) {
    /// A file.
    ///
    /// @param row whether it is chosen, and why not
    /// @param isThere whether it was in the cache before
    /// @param there bytes that an earlier fetch left, which did not come to its end
    record Line(FilesToFetch.Row row, boolean isThere, long there) {}

    /// What is known before anything is fetched.
    static FetchReport before(HubName model, Fetch fetch, FilesToFetch files) throws Failure {
        List<Line> lines = new ArrayList<>();
        for (FilesToFetch.Row row : files.rows()) {
            boolean isThere = fetch.isThere(row.file());
            lines.add(new Line(row, isThere, isThere ? 0 : fetch.bytesThere(row.file())));
        }
        return new FetchReport(
                model,
                fetch.remote().commit(),
                lines,
                fetch.bytesToCome(files.chosen()),
                Optional.empty(),
                Optional.empty(),
                files.notes());
    }

    /// Returns the sentence for a hub that could not be asked.
    static FetchReport ofCache(HubName model, CachedSnapshot found, Failure failure) {
        return new FetchReport(
                model,
                found.commit(),
                List.of(),
                0,
                Optional.of(found.folder()),
                Optional.empty(),
                List.of(
                        "the hub was not asked whether it has a newer one: "
                                + failure.getMessage()));
    }

    FetchReport with(Fetched done) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(done.notes());
        return new FetchReport(
                model, commit, lines, toCome, Optional.of(done.folder()), Optional.of(done), all);
    }

    void print(PrintWriter out) {
        out.println(model.withoutFile().text() + " at " + commit);
        int width = lines.stream().mapToInt(line -> path(line).length()).max().orElse(0);
        for (Line line : lines) {
            if (line.row().isChosen()) {
                out.println("  " + padded(line, width) + state(line));
            }
        }
        if (fetched.isEmpty() && lines.stream().anyMatch(line -> !line.row().isChosen())) {
            out.println("left aside:");
            for (Line line : lines) {
                if (!line.row().isChosen()) {
                    out.println("  " + padded(line, width) + "  " + reason(line));
                }
            }
        }
        if (!lines.isEmpty()) {
            out.println(sum());
        }
        folder.ifPresent(path -> out.println("lies in " + Shown.of(path)));
        notes.forEach(note -> out.println("note: " + Shown.whole(note)));
    }

    private String sum() {
        long files = lines.stream().filter(line -> line.row().isChosen()).count();
        long bytes =
                lines.stream()
                        .filter(line -> line.row().isChosen())
                        .mapToLong(line -> line.row().file().size())
                        .reduce(0, Math::addExact);
        String all = Amounts.counted(files, "file") + ", " + Amounts.bytes(bytes);
        return fetched.map(
                        done ->
                                all
                                        + "; fetched "
                                        + Amounts.bytes(done.bytes())
                                        + (done.resumed() > 0
                                                ? ", gone on with " + Amounts.bytes(done.resumed())
                                                : ""))
                .orElse(all + ", of which " + Amounts.bytes(toCome) + " are to come");
    }

    private static String path(Line line) {
        return Shown.of(line.row().file().path());
    }

    private static String padded(Line line, int width) {
        return String.format(
                Locale.ROOT,
                "%-" + Math.max(1, width) + "s  %9s",
                path(line),
                Amounts.bytes(line.row().file().size()));
    }

    private String state(Line line) {
        if (line.isThere()) {
            return "  in the cache";
        }
        return line.there() > 0 && fetched.isEmpty()
                ? "  " + Amounts.bytes(line.there()) + " of it in the cache"
                : "";
    }

    private static String reason(Line line) {
        String reason = line.row().reason();
        return reason.isEmpty() ? "not asked for" : reason;
    }

    ObjectNode json(Session session) {
        ObjectNode root = Json.document("fetch", session);
        root.put("model", model.text());
        root.put("repository", model.repository());
        root.put("revision", model.revisionOrMain());
        root.put("commit", commit);
        root.set("folder", Json.text(folder.map(Path::toString)));
        ArrayNode files = root.putArray("files");
        for (Line line : lines) {
            ObjectNode node = files.addObject();
            node.put("path", line.row().file().path());
            node.put("bytes", line.row().file().size());
            node.put("kind", line.row().kind().name().toLowerCase(Locale.ROOT));
            node.put("chosen", line.row().isChosen());
            node.put("reason", line.row().reason());
            node.put("there", line.isThere());
            node.put("bytes_there", line.isThere() ? line.row().file().size() : line.there());
        }
        root.put("bytes_to_come", toCome);
        root.put("bytes_fetched", fetched.map(Fetched::bytes).orElse(0L));
        root.put("bytes_resumed", fetched.map(Fetched::resumed).orElse(0L));
        root.set("notes", Json.texts(notes));
        return root;
    }
}
