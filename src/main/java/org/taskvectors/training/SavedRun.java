package org.taskvectors.training;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.RecordLine;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.DataSettings;

/// A run as its folder keeps it, finished or broken off.
///
/// @param folder of the run
/// @param head what it is made of, as its record says it
/// @param step the last one that was taken
/// @param isDone whether it has ended
/// @param isStopped whether a person ended it before its last step
/// @param curve what was seen
/// @param checkpoints that are kept, in order
/// @param first the step of its first checkpoint, whether that is kept or not; 0 before any
/// @param files that were copied beside its result, by their names
/// @param seconds that its parts took, as far as they ended orderly
/// @param size of the record in bytes
public record SavedRun(
        Path folder,
        JsonNode head,
        int step,
        boolean isDone,
        boolean isStopped,
        TrainingCurve curve,
        List<KeptCheckpoint> checkpoints,
        int first,
        List<String> files,
        double seconds,
        long size) {
    private static final long LARGEST = 1L << 30;

    public SavedRun {
        checkpoints = List.copyOf(checkpoints);
        files = List.copyOf(files);
    }

    /// Whether a folder holds a run. An empty record is that of a run that ended before it began.
    public static boolean isIn(Path folder) {
        Path record = folder.resolve(TrainingRecord.NAME);
        try {
            return Files.isRegularFile(record) && Files.size(record) > 0;
        } catch (IOException e) {
            // Reading it says why.
            return true;
        }
    }

    /// Reads the run in a folder.
    ///
    /// @throws Failure with a [TrainingProblem] if there is none, or it cannot be read
    public static SavedRun read(Path folder) throws Failure {
        Path path = folder.resolve(TrainingRecord.NAME);
        try {
            long size = Files.size(path);
            if (size > LARGEST) {
                throw malformed(path, "it is larger than any record of a run");
            }
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    Files.newInputStream(path), StandardCharsets.UTF_8))) {
                return new Reading(folder, lines).run(size);
            }
        } catch (Failure e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw Failure.of(
                            TrainingProblem.NOT_A_RUN,
                            folder,
                            "there is no run in this folder",
                            "Choose a folder that holds " + TrainingRecord.NAME)
                    .causedBy(e);
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
                TrainingProblem.RECORD_MALFORMED,
                path,
                what,
                "Choose another folder for a new run, or put back the record");
    }

    /// Whether steps were taken, or there is something that they are gone on with.
    boolean hasSteps() {
        return step > 0
                || !curve.steps().isEmpty()
                || Files.exists(folder.resolve(StoredRun.STATE));
    }

    /// Returns the run's name.
    public String name() {
        return head.path("name").asText();
    }

    /// Returns where the base lay.
    public String base() {
        return head.path("base").path("path").asText();
    }

    /// Returns how it is trained.
    ///
    /// @throws IllegalArgumentException if a newer version wrote words that are not known
    public TrainingSettings settings() {
        return TrainingJson.settings(head.path("settings"));
    }

    /// Returns which rows it uses.
    ///
    /// @throws IllegalArgumentException if a newer version wrote words that are not known
    public Optional<DataSettings> data() {
        return TrainingJson.data(head.path("data"));
    }

    /// Returns what a person should know of its rows.
    public DataFacts facts() {
        return TrainingJson.facts(head.path("facts"));
    }

    /// A record while it is read.
    private static final class Reading {
        private final Path folder;
        private final Path path;
        private final BufferedReader lines;
        private final RunCurve seen = new RunCurve();
        private int line;
        private boolean isEnded;
        private int step;
        private boolean isDone;
        private boolean isStopped;
        private double seconds;
        private final List<String> files = new ArrayList<>();

        Reading(Path folder, BufferedReader lines) {
            this.folder = folder;
            this.path = folder.resolve(TrainingRecord.NAME);
            this.lines = lines;
        }

        SavedRun run(long size) throws IOException {
            String first = next();
            JsonNode head = TrainingJson.MAPPER.readTree(first);
            if (!head.path("kind").asText("").equals(TrainingRecord.KIND)) {
                throw malformed(path, "this is no record of a run");
            }
            if (head.path("version").asInt() > TrainingRecord.VERSION) {
                throw Failure.of(
                        TrainingProblem.RECORD_NEWER,
                        path,
                        "a newer version of this program made it",
                        "Open it with that version");
            }
            if (!RecordLine.isWhole(first)) {
                throw malformed(path, "its first line, which says what it is made of, is damaged");
            }
            // A line without its end is the last one of a process that was killed, or is being
            // written.
            for (String text = next(); isEnded; text = next()) {
                if (!RecordLine.isWhole(text)) {
                    throw Failure.of(
                                    TrainingProblem.RECORD_MALFORMED,
                                    path,
                                    "this line is damaged",
                                    "Delete it and all lines behind it, and the file "
                                            + StoredRun.STATE
                                            + " beside it: the run begins anew then")
                            .at("line " + line);
                }
                take(TrainingJson.MAPPER.readTree(text));
            }
            return new SavedRun(
                    folder,
                    head,
                    step,
                    isDone,
                    isStopped,
                    seen.curve(),
                    seen.checkpoints(),
                    seen.first(),
                    files,
                    seconds,
                    size);
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

        private void take(JsonNode node) {
            if (node.has("step")) {
                seen.add(CurveJson.step(node));
                step = node.path("step").asInt();
            } else if (node.has("evaluated")) {
                seen.add(CurveJson.heldOut(node));
            } else if (node.has("measured")) {
                seen.add(CurveJson.norms(node));
            } else if (node.has("checkpoint")) {
                seen.add(CurveJson.checkpoint(node, folder));
            } else if (node.has("removed")) {
                seen.remove(node.path("removed").asInt());
            } else if (node.has("resumed")) {
                step = node.path("resumed").asInt();
                seen.cutAfter(step);
            } else if (node.has("files")) {
                node.path("files").forEach(name -> files.add(name.asText()));
            } else if (node.has("part_seconds")) {
                seconds += node.path("part_seconds").asDouble();
            } else if (node.has("done")) {
                step = node.path("done").asInt();
                isDone = true;
                isStopped = node.path("stopped").asBoolean();
                seconds = node.path("seconds").asDouble();
            }
        }
    }
}
