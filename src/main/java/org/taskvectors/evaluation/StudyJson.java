package org.taskvectors.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.KnobJson;

/// What an evaluation is made of, as JSON and back: the first line of its record.
final class StudyJson {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private StudyJson() {}

    static void write(ObjectNode root, StudyFacts facts, List<Task> tasks, Plan plan) {
        root.set("facts", facts(facts));
        ArrayNode all = root.putArray("tasks");
        tasks.forEach(task -> all.add(task(task)));
        root.set("plan", plan(plan));
    }

    private static ObjectNode facts(StudyFacts facts) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("name", facts.name());
        node.put("program", facts.program());
        node.put("began", facts.began());
        node.set("base", source(facts.base()));
        ArrayNode vectors = node.putArray("vectors");
        facts.vectors().forEach(vector -> vectors.add(source(vector)));
        node.put("edited", facts.edited());
        node.put("dtype", facts.dtype());
        node.put("context", facts.context());
        node.put("scoring", facts.scoring().name());
        node.put("setting", facts.setting());
        return node;
    }

    static StudyFacts facts(JsonNode node) {
        List<StudyFacts.Source> vectors = new ArrayList<>();
        node.path("vectors").forEach(vector -> vectors.add(source(vector)));
        return new StudyFacts(
                text(node, "name"),
                text(node, "program"),
                text(node, "began"),
                source(node.path("base")),
                vectors,
                text(node, "edited"),
                text(node, "dtype"),
                node.path("context").asInt(),
                Scoring.valueOf(text(node, "scoring")),
                text(node, "setting"));
    }

    private static ObjectNode source(StudyFacts.Source source) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("name", source.name());
        node.put("path", source.path());
        node.put("id", source.id());
        node.put("fingerprint", source.fingerprint());
        return node;
    }

    private static StudyFacts.Source source(JsonNode node) {
        return new StudyFacts.Source(
                text(node, "name"),
                text(node, "path"),
                text(node, "id"),
                text(node, "fingerprint"));
    }

    private static ObjectNode task(Task task) {
        TaskFacts facts = task.facts();
        ObjectNode node = MAPPER.createObjectNode();
        node.put("name", facts.name());
        node.put("file", facts.file());
        node.put("fingerprint", facts.fingerprint());
        node.put("kind", facts.kind().name());
        node.set("classes", MAPPER.valueToTree(facts.classes()));
        node.put("wording", facts.wording());
        node.put("available", facts.available());
        node.set("notes", MAPPER.valueToTree(facts.notes()));
        ArrayNode rows = node.putArray("rows");
        task.rows().forEach(row -> rows.add(row(row)));
        return node;
    }

    static Task task(JsonNode node) {
        List<TaskRow> rows = new ArrayList<>();
        node.path("rows").forEach(row -> rows.add(row(row)));
        TaskFacts facts =
                new TaskFacts(
                        text(node, "name"),
                        text(node, "file"),
                        text(node, "fingerprint"),
                        Kind.valueOf(text(node, "kind")),
                        texts(node.path("classes")),
                        text(node, "wording"),
                        node.path("available").asInt(),
                        rows.size(),
                        texts(node.path("notes")));
        return new Task(facts, rows);
    }

    private static ObjectNode row(TaskRow row) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("row", row.row());
        node.set("values", MAPPER.valueToTree(row.values()));
        node.set("choices", MAPPER.valueToTree(row.choices()));
        node.put("truth", row.truth());
        node.set("targets", MAPPER.valueToTree(row.targets()));
        node.put("predicted", row.predicted());
        node.put("measured", row.measured());
        return node;
    }

    private static TaskRow row(JsonNode node) {
        Map<String, String> values = new LinkedHashMap<>();
        node.path("values")
                .properties()
                .forEach(one -> values.put(one.getKey(), one.getValue().asText()));
        List<String> choices = texts(node.path("choices"));
        int truth = node.path("truth").asInt(-1);
        int predicted = node.path("predicted").asInt();
        int measured = node.path("measured").asInt();
        if (truth >= choices.size() || predicted < 0 || measured < 0) {
            throw new IllegalArgumentException("a row without its answer");
        }
        return new TaskRow(
                node.path("row").asInt(),
                values,
                choices,
                truth,
                texts(node.path("targets")),
                predicted,
                measured);
    }

    private static ObjectNode plan(Plan plan) {
        ObjectNode node = MAPPER.createObjectNode();
        ArrayNode knobs = node.putArray("knobs");
        plan.knobs().forEach(knob -> KnobJson.write(knob, knobs.addObject()));
        switch (plan) {
            case Plan.Single single -> {
                node.put("kind", "single");
                node.put("asks_base", single.asksBase());
            }
            case Plan.Along along -> {
                node.put("kind", along.each() ? "each" : "all");
                range(node, along.range());
                node.put("finer", along.finer());
                node.put("best", along.best());
            }
            case Plan.Plane plane -> {
                node.put("kind", "plane");
                range(node, plane.range());
                node.put("first", plane.first());
                node.put("second", plane.second());
            }
            case Plan.Layers layers -> {
                node.put("kind", "layers");
                node.put("layers", layers.layers());
            }
        }
        return node;
    }

    static Plan plan(JsonNode node) {
        List<Knob> knobs = new ArrayList<>();
        node.path("knobs").forEach(knob -> knobs.add(KnobJson.read(knob)));
        String kind = text(node, "kind");
        return switch (kind) {
            case "single" -> new Plan.Single(knobs, node.path("asks_base").asBoolean(true));
            case "each", "all" ->
                    new Plan.Along(
                            knobs,
                            kind.equals("each"),
                            range(node),
                            node.path("finer").asInt(),
                            node.path("best").asInt());
            case "plane" ->
                    new Plan.Plane(
                            knobs,
                            node.path("first").asInt(-1),
                            node.path("second").asInt(-1),
                            range(node));
            case "layers" -> new Plan.Layers(knobs, node.path("layers").asInt());
            default -> throw new IllegalArgumentException("plan '" + kind + "'");
        };
    }

    private static void range(ObjectNode node, Plan.Range range) {
        node.put("from", range.from());
        node.put("to", range.to());
        node.put("points", range.points());
    }

    private static Plan.Range range(JsonNode node) {
        return new Plan.Range(
                node.path("from").asDouble(),
                node.path("to").asDouble(),
                node.path("points").asInt());
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asText("");
    }

    private static List<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(one -> all.add(one.asText()));
        return all;
    }
}
