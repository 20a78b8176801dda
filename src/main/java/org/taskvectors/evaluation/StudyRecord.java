package org.taskvectors.evaluation;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.AppendedFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;

/// An evaluation as it is saved: lines of JSON ([RecordLine]), what it is made of first, then each
/// batch as soon as it was asked. So an evaluation that was paused or killed goes on after its last
/// batch, and one that is finished opens again without the models.
public final class StudyRecord implements AutoCloseable {
    /// What such files end with.
    public static final String ENDING = ".evaluation.jsonl";

    private static final String KIND = "task-vector-workbench.evaluation";
    private static final int VERSION = 1;
    private static final long LARGEST = 2L << 30;

    private final Optional<AppendedFile> file;

    private StudyRecord(Optional<AppendedFile> file) {
        this.file = file;
    }

    /// What was found in a file.
    ///
    /// @param study with the points that were asked wholly
    /// @param done all batches
    /// @param size of the file in bytes, before it was read
    record Found(Study study, Done done, long size) {}

    /// Returns a record that keeps nothing.
    public static StudyRecord none() {
        return new StudyRecord(Optional.empty());
    }

    /// Begins a file.
    ///
    /// @throws Failure if it cannot be written
    static StudyRecord begin(Path path, Study study) throws Failure {
        return new StudyRecord(
                unlessElsewhere(path, AppendedFile.create(path, RecordLine.of(head(study)))));
    }

    /// Returns what the first line says.
    static ObjectNode head(Study study) {
        ObjectNode root = StudyJson.MAPPER.createObjectNode();
        root.put("kind", KIND);
        root.put("version", VERSION);
        StudyJson.write(root, study.facts(), study.tasks(), study.plan());
        return root;
    }

    /// Opens a file to go on with it.
    ///
    /// @param found what was found in it
    /// @throws Failure if another process goes on with it, or it cannot be written
    static StudyRecord append(Path path, Found found) throws Failure {
        Optional<AppendedFile> opened = unlessElsewhere(path, AppendedFile.open(path));
        StudyRecord record = new StudyRecord(opened);
        if (!opened.orElseThrow().hasSize(found.size())) {
            record.close();
            throw elsewhere(path);
        }
        return record;
    }

    private static Optional<AppendedFile> unlessElsewhere(Path path, Optional<AppendedFile> opened)
            throws Failure {
        if (opened.isEmpty()) {
            throw elsewhere(path);
        }
        return opened;
    }

    private static Failure elsewhere(Path path) {
        return Failure.of(
                FileProblem.NOT_WRITABLE,
                path,
                "this evaluation is being gone on with elsewhere",
                "Wait for it, or end it there");
    }

    /// Opens a saved evaluation.
    ///
    /// @throws Failure with an [EvaluationProblem] if it is none, or if it cannot be read
    public static Study read(Path path) throws Failure {
        return find(path).study();
    }

    static Found find(Path path) throws Failure {
        try {
            long size = Files.size(path);
            if (size > LARGEST) {
                throw malformed(path, "it is larger than any evaluation");
            }
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    Files.newInputStream(path), StandardCharsets.UTF_8))) {
                return new Reading(path, lines).found(size);
            }
        } catch (Failure e) {
            throw e;
        } catch (JacksonException | IllegalArgumentException e) {
            throw malformed(path, "it is damaged").causedBy(e);
        } catch (IOException e) {
            throw Failure.of(
                            FileProblem.NOT_READABLE,
                            path,
                            "it cannot be read: " + e.getMessage(),
                            "Check that it is there and may be read")
                    .causedBy(e);
        }
    }

    private static Failure malformed(Path path, String what) {
        return Failure.of(
                EvaluationProblem.RECORD_MALFORMED,
                path,
                what,
                "Choose a file that ends with " + ENDING);
    }

    /// Appends a batch.
    void add(Done.Place place, int task, int batch, Part part) throws Failure {
        ObjectNode node = node(place);
        node.put("task", task);
        node.put("batch", batch);
        PartJson.write(part, node);
        append(node);
    }

    /// Appends the fingerprint of the model that was asked.
    void add(Done.Place place, String fingerprint) throws Failure {
        append(node(place).put("fingerprint", fingerprint));
    }

    /// Appends that every point was asked.
    void addEnd() throws Failure {
        append(StudyJson.MAPPER.createObjectNode().put("done", true));
    }

    private static ObjectNode node(Done.Place place) {
        ObjectNode node = StudyJson.MAPPER.createObjectNode();
        if (place.at().isPresent()) {
            ArrayNode at = node.putArray("at");
            place.at().get().forEach(at::add);
        } else {
            node.putNull("at");
        }
        return node;
    }

    private void append(ObjectNode node) throws Failure {
        if (file.isPresent()) {
            file.get().append(RecordLine.of(node));
        }
    }

    @Override
    public void close() throws Failure {
        if (file.isPresent()) {
            file.get().close();
        }
    }

    /// A file while it is read.
    private static final class Reading {
        private final Path path;
        private final BufferedReader lines;
        private final Done done = new Done();
        private final Map<List<Double>, PointResult> points = new LinkedHashMap<>();
        private boolean isDone;
        private int line;
        private boolean isEnded;

        Reading(Path path, BufferedReader lines) {
            this.path = path;
            this.lines = lines;
        }

        Found found(long size) throws IOException {
            String first = next();
            JsonNode head = StudyJson.MAPPER.readTree(first);
            if (!head.path("kind").asText("").equals(KIND)) {
                throw malformed(path, "this is no evaluation of this program");
            }
            if (head.path("version").asInt() > VERSION) {
                throw Failure.of(
                        EvaluationProblem.RECORD_NEWER,
                        path,
                        "a newer version of this program made it",
                        "Open it with that version");
            }
            if (!RecordLine.isWhole(first)) {
                throw malformed(path, "its first line, which says what it is made of, is damaged");
            }
            List<Task> tasks = new ArrayList<>();
            head.path("tasks").forEach(task -> tasks.add(StudyJson.task(task)));
            Plan plan = StudyJson.plan(head.path("plan"));
            PointResult base =
                    new PointResult(new Point(List.of(), List.of()), Study.blank(tasks), "");
            readLines(tasks, plan, base);
            if (base.scores().stream().allMatch(Scores::isWhole)) {
                plan.points().stream()
                        .filter(Point::isBase)
                        .forEach(
                                point ->
                                        points.put(
                                                point.at(),
                                                new PointResult(point, base.scores(), "")));
            }
            List<PointResult> whole =
                    points.values().stream()
                            .filter(point -> point.scores().stream().allMatch(Scores::isWhole))
                            .map(this::identified)
                            .toList();
            Study study =
                    new Study(
                            StudyJson.facts(head.path("facts")), tasks, plan, base, whole, isDone);
            return new Found(study, done, size);
        }

        private PointResult identified(PointResult point) {
            return new PointResult(
                    point.point(),
                    point.scores(),
                    done.fingerprint(Done.Place.of(point.point())).orElse(""));
        }

        private void readLines(List<Task> tasks, Plan plan, PointResult base) throws IOException {
            // A line without its end is the last one of a process that was killed, or is being
            // written.
            for (String text = next(); isEnded; text = next()) {
                if (!RecordLine.isWhole(text)) {
                    throw Failure.of(
                                    EvaluationProblem.RECORD_MALFORMED,
                                    path,
                                    "this line is damaged",
                                    "Delete it and all lines behind it; what they held is asked"
                                            + " again")
                            .at("line " + line);
                }
                JsonNode node = StudyJson.MAPPER.readTree(text);
                if (node.path("done").asBoolean(false)) {
                    isDone = true;
                    done.end();
                } else {
                    take(node, tasks, plan, base);
                }
            }
        }

        /// Returns the next line without its line feed, and takes note whether it has one.
        private String next() throws IOException {
            StringBuilder text = new StringBuilder();
            int one = lines.read();
            for (; one >= 0 && one != '\n'; one = lines.read()) {
                text.append((char) one);
            }
            isEnded = one == '\n';
            line++;
            return text.toString();
        }

        private void take(JsonNode node, List<Task> tasks, Plan plan, PointResult base) {
            Done.Place place = place(node.path("at"));
            if (node.has("fingerprint")) {
                done.add(place, node.path("fingerprint").asText());
                return;
            }
            int task = node.path("task").asInt(-1);
            Part part = PartJson.read(node);
            requireFitting(task, part, tasks);
            PointResult result =
                    place.at().isEmpty()
                            ? base
                            : points.computeIfAbsent(
                                    place.at().get(),
                                    at -> new PointResult(plan.at(at), Study.blank(tasks), ""));
            result.scores().get(task).add(part);
            done.add(place, task, node.path("batch").asInt(-1), part);
        }

        private static Done.Place place(JsonNode at) {
            if (!at.isArray()) {
                return Done.Place.BASE;
            }
            List<Double> numbers = new ArrayList<>();
            at.forEach(number -> numbers.add(number.asDouble()));
            return new Done.Place(Optional.of(numbers));
        }

        private static void requireFitting(int task, Part part, List<Task> tasks) {
            if (task < 0 || task >= tasks.size()) {
                throw new IllegalArgumentException("task " + task);
            }
            List<TaskRow> rows = tasks.get(task).rows();
            for (Part.Row row : part.rows()) {
                if (row.row() < 0
                        || row.row() >= rows.size()
                        || row.logLikelihoods().size() != rows.get(row.row()).numbers()) {
                    throw new IllegalArgumentException("row " + row.row());
                }
            }
        }
    }
}
