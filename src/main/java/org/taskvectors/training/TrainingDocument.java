package org.taskvectors.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/// `training.json`: all that is known of a run, beside its result.
final class TrainingDocument {
    /// The name of the file.
    static final String NAME = "training.json";

    private static final String KIND = "task-vector-workbench.training-result";
    private static final int VERSION = 1;

    private TrainingDocument() {}

    /// @param run the run's folder
    /// @param head what the run is made of, as its record says it
    /// @param result of the run
    /// @param program name and version of the program that ended it
    static ObjectNode of(Path run, JsonNode head, TrainingResult result, String program) {
        ObjectNode root = TrainingJson.MAPPER.createObjectNode();
        root.put("kind", KIND);
        root.put("version", VERSION);
        root.put("program", program);
        for (String part :
                List.of("name", "started", "device", "base", "compared", "settings", "data")) {
            if (head.has(part)) {
                root.set(part, head.path(part));
            }
        }
        root.set("facts", TrainingJson.facts(result.data()));
        root.put("step", result.step());
        root.put("stopped", result.isStopped());
        root.put("seconds", result.duration().toMillis() / 1e3);
        root.put("bytes", result.bytes());
        ArrayNode steps = root.putArray("steps");
        result.curve().steps().forEach(step -> steps.add(CurveJson.of(step)));
        ArrayNode evaluations = root.putArray("evaluations");
        result.curve().evaluations().forEach(one -> evaluations.add(CurveJson.of(one)));
        ArrayNode norms = root.putArray("norms");
        result.curve().norms().forEach(one -> norms.add(CurveJson.of(one)));
        ArrayNode checkpoints = root.putArray("checkpoints");
        for (KeptCheckpoint one : result.checkpoints()) {
            ObjectNode node = CurveJson.of(one, run);
            node.put("best", one.isBest());
            checkpoints.add(node);
        }
        ArrayNode notes = root.putArray("notes");
        result.notes().forEach(notes::add);
        return root;
    }
}
