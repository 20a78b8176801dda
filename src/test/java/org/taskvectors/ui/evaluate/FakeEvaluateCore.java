package org.taskvectors.ui.evaluate;

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
import org.taskvectors.evaluation.Point;
import org.taskvectors.evaluation.RecordLines;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.StudyFacts;
import org.taskvectors.evaluation.StudyRecord;
import org.taskvectors.evaluation.Task;
import org.taskvectors.evaluation.TaskFacts;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.TaskRow;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.evaluation.data.Example;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.Label;
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
            append(request.record(), head(request, data));
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

    private ObjectNode head(EvaluationRequest request, List<Trials.Chosen> data) {
        StudyFacts facts =
                new StudyFacts(
                        request.name(),
                        "test",
                        "2026-01-01T00:00:00Z",
                        request.source(),
                        request.vectors(),
                        "",
                        "bfloat16",
                        512,
                        request.scoring(),
                        request.setting());
        return RecordLines.head(facts, data.stream().map(this::task).toList(), request.plan());
    }

    private Task task(Trials.Chosen chosen) {
        List<Label> labels = chosen.data().template().orElseThrow().labels();
        List<TaskRow> rows = new ArrayList<>();
        for (Example example : chosen.data().examples()) {
            rows.add(
                    new TaskRow(
                            example.row(),
                            example.values(),
                            labels.stream().map(Label::word).toList(),
                            example.truth(),
                            List.of(),
                            0,
                            places));
        }
        TaskFacts facts =
                new TaskFacts(
                        chosen.data().name(),
                        chosen.data().file().toString(),
                        chosen.data().fingerprint(),
                        chosen.data().kind(),
                        labels.stream().map(Label::name).toList(),
                        chosen.options().wording(),
                        chosen.options().available(),
                        rows.size(),
                        List.of("a note"));
        return new Task(facts, rows);
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
