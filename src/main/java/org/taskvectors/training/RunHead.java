package org.taskvectors.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.training.data.DataFacts;

/// What a run is made of, as the first line of its record says it, and whether another request
/// means the same run.
final class RunHead {
    /// What may differ from one part of a run to the next: it changes no number of the run.
    private static final Set<String> FREE =
            Set.of(
                    "settings.recomputes",
                    "settings.checkpoint_bytes",
                    "base.path",
                    "base.name",
                    "compared.path",
                    "facts.name",
                    "facts.held_out_name",
                    "facts.notes",
                    "data.train.file",
                    "data.train.name",
                    "data.train.key",
                    "data.train.ticked",
                    "data.held_out.file",
                    "data.held_out.name",
                    "data.held_out.key",
                    "data.held_out.ticked");

    /// The parts of a head that are compared.
    private static final Set<String> COMPARED =
            Set.of("base", "settings", "data", "facts", "compared");

    private RunHead() {}

    /// Returns the head of a new run.
    ///
    /// @param base the model's files
    /// @param device on which it begins
    /// @param program name and version of this program
    /// @throws IOException if files cannot be read
    static ObjectNode of(
            TrainingRequest request,
            Checkpoint base,
            WeightPlan plan,
            DataFacts facts,
            Optional<Checkpoint> compared,
            String device,
            String program)
            throws IOException {
        ObjectNode head = TrainingJson.MAPPER.createObjectNode();
        head.put("kind", TrainingRecord.KIND);
        head.put("version", TrainingRecord.VERSION);
        head.put("id", UUID.randomUUID().toString());
        head.put("name", request.name());
        head.put("program", program);
        head.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        head.put("device", device);
        ObjectNode model = head.putObject("base");
        model.put("path", request.base().path().toString());
        model.put("name", base.name());
        model.put("architecture", plan.architecture().name());
        model.put("parameters", plan.parameters());
        model.put("content", content(base));
        head.set("settings", TrainingJson.settings(request.settings()));
        head.set("data", TrainingJson.data(request.data()));
        head.set("facts", TrainingJson.facts(facts));
        if (compared.isPresent()) {
            ObjectNode other = head.putObject("compared");
            other.put("path", request.compared().orElseThrow().path().toString());
            other.put("content", content(compared.get()));
        }
        return head;
    }

    /// Sizes of files and a SHA-256 over samples of their bytes, in any order of files:
    /// [ContentId].
    private static String content(Checkpoint checkpoint) throws IOException {
        StringBuilder text = new StringBuilder();
        for (ContentId.Part part : ContentId.of(checkpoint).parts()) {
            text.append(text.isEmpty() ? "" : " ").append(part.bytes()).append(':');
            text.append(part.sample());
        }
        return text.toString();
    }

    /// Whether a request means the run that a folder holds.
    ///
    /// @param found the head of that run
    /// @param wanted the head of a new run of the request
    static boolean isSame(SavedRun found, JsonNode wanted) {
        return leaves(found.head()).equals(leaves(wanted));
    }

    /// Checks that a request means the run that a folder holds.
    ///
    /// @throws Failure [TrainingProblem#RUN_OF_OTHER] that names the first difference
    static void requireSame(SavedRun found, JsonNode wanted) throws Failure {
        Map<String, String> before = leaves(found.head());
        Map<String, String> now = leaves(wanted);
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            String was = before.getOrDefault(name, "nothing");
            String is = now.getOrDefault(name, "nothing");
            if (!was.equals(is)) {
                throw Failure.of(
                        TrainingProblem.RUN_OF_OTHER,
                        found.folder(),
                        "the run in this folder is another one: "
                                + name.replace('_', ' ').replace(".", ", ")
                                + " was "
                                + shortened(was)
                                + " and is "
                                + shortened(is),
                        "Choose another folder, or the settings, data and models that it began"
                                + " with");
            }
        }
    }

    private static String shortened(String text) {
        int most = 60;
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }

    private static Map<String, String> leaves(JsonNode head) {
        Map<String, String> leaves = new TreeMap<>();
        COMPARED.forEach(part -> add(part, head.path(part), leaves));
        return leaves;
    }

    private static void add(String name, JsonNode node, Map<String, String> leaves) {
        if (FREE.contains(name) || node.isMissingNode()) {
            return;
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> add(name + "." + entry.getKey(), entry.getValue(), leaves));
        } else {
            leaves.put(name, node.isNumber() ? plain(node) : node.toString());
        }
    }

    /// One text for a number, whether it was read or is about to be written.
    private static String plain(JsonNode node) {
        return node.isIntegralNumber() ? node.asText() : Double.toString(node.asDouble());
    }
}
