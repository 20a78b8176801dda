package org.taskvectors.ui.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.Point;
import org.taskvectors.evaluation.RecordLines;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.StudyFacts;
import org.taskvectors.evaluation.StudyRecord;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.evaluation.data.Example;
import org.taskvectors.inference.KnobJson;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.ui.sandbox.SandboxModel;

/// Stands for models that are evaluated: files are really read and records really written, and the
/// answers follow λ. The base calls everything negative; with the sum of the λ near 1 the first
/// half of the rows is right, and from 2 on everything is called positive.
final class FakeEvaluateCore implements EvaluateCore {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// At how many places of a row the KL is measured.
    int places = 4;

    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger runs = new AtomicInteger();

    /// How many points may be asked before it waits for [#gate].
    volatile int free = Integer.MAX_VALUE;

    volatile CountDownLatch gate = new CountDownLatch(1);

    @Override
    public TaskReader read(Located base, DataChoice choice) throws IOException {
        return TaskReader.read(TemplateRegistry.builtIn(), choice);
    }

    @Override
    public Study open(Path record) throws IOException {
        return StudyRecord.read(record);
    }

    @Override
    public Study evaluate(
            SandboxModel model,
            EvaluationRequest request,
            Consumer<Study> listener,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        runs.incrementAndGet();
        List<Trials.Chosen> data = new ArrayList<>();
        for (DataChoice choice : request.data()) {
            data.add(read(request.base(), choice).chosen());
        }
        if (!Files.exists(request.record())) {
            Files.createDirectories(request.record().toAbsolutePath().getParent());
            ObjectNode head = head(request, data);
            for (JsonNode task : head.get("tasks")) {
                task.get("rows").forEach(row -> ((ObjectNode) row).put("measured", places));
            }
            append(request.record(), head);
            answers(request.record(), null, 0, data);
        }
        progress.begin(1000, "tokens");
        listener.accept(StudyRecord.read(request.record()));
        for (Point point : request.plan().points()) {
            boolean isKnown = StudyRecord.read(request.record()).at(point.at()).isPresent();
            if (!isKnown && !point.isBase()) {
                await(cancellation);
                asked.incrementAndGet();
                answers(
                        request.record(),
                        point,
                        point.knobs().stream().mapToDouble(knob -> knob.lambda()).sum(),
                        data);
            }
            listener.accept(StudyRecord.read(request.record()));
        }
        append(request.record(), MAPPER.createObjectNode().put("done", true));
        Study done = StudyRecord.read(request.record());
        listener.accept(done);
        return done;
    }

    private void await(Cancellation cancellation) throws CancelledException {
        try {
            while (asked.get() >= free && !gate.await(5, TimeUnit.MILLISECONDS)) {
                cancellation.check();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answers(Path record, Point point, double strength, List<Trials.Chosen> data)
            throws IOException {
        for (int task = 0; task < data.size(); task++) {
            ObjectNode line = MAPPER.createObjectNode();
            if (point == null) {
                line.putNull("at");
            } else {
                ArrayNode at = line.putArray("at");
                point.at().forEach(at::add);
            }
            line.put("task", task);
            line.put("batch", 0);
            ArrayNode rows = line.putArray("rows");
            List<Example> examples = data.get(task).data().examples();
            for (int i = 0; i < examples.size(); i++) {
                boolean isLearnt =
                        strength >= 2
                                || (strength >= 0.5
                                        && i < examples.size() / 2
                                        && examples.get(i).truth() == 1);
                ArrayNode row = rows.addArray();
                row.add(i);
                row.addArray().add(isLearnt ? -2.0 - i * 0.01 : -0.5).add(isLearnt ? -0.5 : -1.5);
                row.add(Math.abs(strength) * 0.8);
            }
            append(record, line);
        }
    }

    private static ObjectNode head(EvaluationRequest request, List<Trials.Chosen> data) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("kind", "task-vector-workbench.evaluation");
        root.put("version", 1);
        ObjectNode facts = root.putObject("facts");
        facts.put("name", request.name());
        facts.put("program", "test");
        facts.put("began", "2026-01-01T00:00:00Z");
        source(facts.putObject("base"), request.source());
        ArrayNode vectors = facts.putArray("vectors");
        request.vectors().forEach(one -> source(vectors.addObject(), one));
        facts.put("edited", "");
        facts.put("dtype", "bfloat16");
        facts.put("context", 512);
        facts.put("scoring", request.scoring().name());
        facts.put("setting", request.setting());
        ArrayNode tasks = root.putArray("tasks");
        data.forEach(one -> task(tasks.addObject(), one));
        plan(root.putObject("plan"), request.plan());
        return root;
    }

    private static void source(ObjectNode node, StudyFacts.Source source) {
        node.put("name", source.name());
        node.put("path", source.path());
        node.put("id", source.id());
        node.put("fingerprint", source.fingerprint());
    }

    private static void task(ObjectNode node, Trials.Chosen chosen) {
        node.put("name", chosen.data().name());
        node.put("file", chosen.data().file().toString());
        node.put("fingerprint", chosen.data().fingerprint());
        node.put("kind", chosen.data().kind().name());
        ArrayNode classes = node.putArray("classes");
        chosen.data().template().orElseThrow().labels().forEach(one -> classes.add(one.name()));
        node.put("wording", chosen.options().wording());
        node.put("available", chosen.options().available());
        node.putArray("notes").add("a note");
        ArrayNode rows = node.putArray("rows");
        for (Example example : chosen.data().examples()) {
            ObjectNode row = rows.addObject();
            row.put("row", example.row());
            row.set("values", MAPPER.valueToTree(example.values()));
            ArrayNode choices = row.putArray("choices");
            chosen.data().template().orElseThrow().labels().forEach(one -> choices.add(one.word()));
            row.put("truth", example.truth());
            row.putArray("targets");
            row.put("predicted", 0);
        }
    }

    private static void plan(ObjectNode node, Plan plan) {
        ArrayNode knobs = node.putArray("knobs");
        plan.knobs().forEach(knob -> KnobJson.write(knob, knobs.addObject()));
        switch (plan) {
            case Plan.Single _ -> node.put("kind", "single").put("asks_base", true);
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
            case Plan.Layers layers -> node.put("kind", "layers").put("layers", layers.layers());
        }
    }

    private static void range(ObjectNode node, Plan.Range range) {
        node.put("from", range.from());
        node.put("to", range.to());
        node.put("points", range.points());
    }

    private static void append(Path record, ObjectNode node) throws IOException {
        Files.writeString(
                record,
                RecordLines.of(node) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
