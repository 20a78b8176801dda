package org.taskvectors.ui.train;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.data.DryRow;
import org.taskvectors.figure.training.MadeUpRun;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.training.TrainingControl;
import org.taskvectors.training.TrainingCurve;
import org.taskvectors.training.TrainingEstimate;
import org.taskvectors.training.TrainingProblem;
import org.taskvectors.training.TrainingRequest;
import org.taskvectors.training.TrainingResult;
import org.taskvectors.training.TrainingSnapshot;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.DataSettings;
import org.taskvectors.training.data.RowFilter;
import org.taskvectors.training.data.ShownRow;

/// Stands for a trainer: files are really read, and steps that nobody computes go as [MadeUpRun]
/// says, as far as they are let.
final class FakeTrainCore implements TrainCore {
    final List<TrainingRequest> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger prepared = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    /// Up to which step runs may go.
    volatile int free = MadeUpRun.STEPS;

    /// At which step the loss is no number; 0 for none.
    volatile int failsAt;

    /// How much memory may be taken.
    volatile long available = 22_900_000_000L;

    /// Why a base cannot be trained; empty where it can.
    volatile String refusal = "";

    /// The last step of each folder's run.
    private final Map<Path, Integer> steps = new ConcurrentHashMap<>();

    private final Set<Path> done = ConcurrentHashMap.newKeySet();

    @Override
    public BaseFacts trainable(Located base) throws IOException {
        if (!refusal.isEmpty()) {
            throw Failure.of(TrainingProblem.NO_TARGETS, base.path(), refusal, "Choose another");
        }
        return new BaseFacts(
                MadeUpRun.LAYERS,
                134_515_008,
                2048,
                Set.of(
                        "q_proj",
                        "k_proj",
                        "v_proj",
                        "o_proj",
                        "gate_proj",
                        "up_proj",
                        "down_proj"));
    }

    @Override
    public TaskReader read(Located base, DataChoice choice) throws IOException {
        return TaskReader.read(TemplateRegistry.builtIn(), choice);
    }

    @Override
    public PreparedRows prepare(
            Located base, DataSettings data, Progress progress, Cancellation cancellation)
            throws IOException {
        TaskReader reader = read(base, data.train());
        prepared.incrementAndGet();
        return new Rows(reader, data);
    }

    /// Rows of a file whose words are those of its dry run; every seventh is doubled, the third one
    /// is leaked, the fourth one is cut.
    private final class Rows implements PreparedRows {
        private final TaskReader reader;
        private final DataSettings data;
        private final List<ShownRow> rows = new ArrayList<>();

        Rows(TaskReader reader, DataSettings data) throws Failure {
            this.reader = reader;
            this.data = data;
            for (DryRow dry : reader.dryRun()) {
                rows.add(row(dry));
            }
        }

        private ShownRow row(DryRow dry) {
            String answer = dry.truth() < 0 ? "" : dry.answers().get(dry.truth());
            List<ShownRow.Piece> pieces = new ArrayList<>();
            String prompt = dry.prompt();
            if (dry.row() == 3) {
                pieces.add(new ShownRow.Piece(prompt.substring(0, 8), ShownRow.Piece.Kind.CUT));
                prompt = prompt.substring(8);
            }
            pieces.add(new ShownRow.Piece(prompt, ShownRow.Piece.Kind.READ));
            pieces.add(new ShownRow.Piece(answer + "<|end|>", ShownRow.Piece.Kind.LEARNED));
            List<String> values =
                    reader.mapping().fields().values().stream()
                            .map(
                                    column ->
                                            reader.table()
                                                    .rows()
                                                    .get(dry.row())
                                                    .get(reader.table().columns().indexOf(column)))
                            .toList();
            return new ShownRow(
                    dry.row(),
                    dry.line(),
                    values,
                    answer.strip(),
                    pieces,
                    40 + dry.row(),
                    2,
                    dry.row() == 2 ? "a held-out row has the same words" : dry.leftOut());
        }

        @Override
        public DataFacts facts() {
            int all = reader.table().rows().size();
            return new DataFacts(
                    String.valueOf(data.train().file().getFileName()),
                    "ab".repeat(32),
                    reader.wording(),
                    all,
                    all - 1,
                    data.heldOut().isPresent() ? 8 : data.heldOutRows(),
                    data.heldOut()
                            .map(one -> String.valueOf(one.file().getFileName()))
                            .orElse(String.valueOf(data.train().file().getFileName())),
                    "cd".repeat(32),
                    new TreeMap<>(Map.of("negative", all / 2, "positive", all - 1 - all / 2)),
                    Map.of(),
                    count(RowFilter.CUT),
                    0,
                    0,
                    count(RowFilter.DOUBLED),
                    count(RowFilter.LEAKED),
                    0,
                    83,
                    41,
                    41L * all,
                    2L * all,
                    List.of());
        }

        @Override
        public List<ShownRow> rows(int first, int count) {
            return rows.stream().skip(first).limit(count).toList();
        }

        @Override
        public List<ShownRow> rows(RowFilter kind, int most) {
            return rows.stream().filter(row -> is(kind, row)).limit(most).toList();
        }

        private static boolean is(RowFilter kind, ShownRow row) {
            return switch (kind) {
                case CUT -> row.row() == 3;
                case LEAKED -> row.row() == 2;
                case DOUBLED -> row.row() % 7 == 6;
                default -> false;
            };
        }

        @Override
        public int count(RowFilter kind) {
            return (int) rows.stream().filter(row -> is(kind, row)).count();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Override
    public TrainingEstimate estimate(
            TrainingRequest request, Optional<DataFacts> facts, Cancellation cancellation) {
        TrainingEstimate usual = MadeUpRun.estimate();
        return new TrainingEstimate(
                usual.trained(),
                usual.parameters(),
                usual.weightBytes(),
                usual.stateBytes(),
                usual.activationBytes(),
                usual.libraryBytes(),
                available,
                usual.secondsPerStep(),
                usual.checkpointBytes());
    }

    @Override
    public TrainingResult train(
            TrainingRequest request,
            TrainingControl control,
            Consumer<TrainingSnapshot> listener,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        asked.add(request);
        Path folder = request.folder();
        int step = steps.getOrDefault(folder, 0);
        listener.accept(snapshot(TrainingSnapshot.Phase.LOADING, step, folder));
        while (step < MadeUpRun.STEPS && control.wish() != TrainingControl.Wish.STOP_AND_KEEP) {
            cancellation.check();
            if (control.wish() == TrainingControl.Wish.PAUSE) {
                listener.accept(snapshot(TrainingSnapshot.Phase.PAUSED, step, folder));
                rest();
            } else if (step >= free) {
                rest();
                listener.accept(snapshot(TrainingSnapshot.Phase.STEPPING, step, folder));
            } else {
                step++;
                if (step == failsAt) {
                    throw Failure.of(
                            TrainingProblem.DIVERGED,
                            folder,
                            "the loss of step " + step + " is NaN",
                            "Lower the rate");
                }
                steps.put(folder, step);
                listener.accept(snapshot(TrainingSnapshot.Phase.STEPPING, step, folder));
            }
        }
        done.add(folder);
        TrainingSnapshot last = snapshot(TrainingSnapshot.Phase.DONE, step, folder);
        return new TrainingResult(
                folder,
                step,
                step < MadeUpRun.STEPS,
                last.curve(),
                last.checkpoints(),
                last.data(),
                9_800_000,
                Duration.ofSeconds(step),
                List.of());
    }

    private static void rest() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TrainingSnapshot snapshot(TrainingSnapshot.Phase phase, int step, Path folder) {
        if (step == 0) {
            return new TrainingSnapshot(
                    phase,
                    0,
                    TrainingCurve.empty(),
                    List.of(),
                    MadeUpRun.facts(),
                    MadeUpRun.estimate(),
                    1_000_000_000L,
                    Double.NaN,
                    Double.NaN,
                    1);
        }
        return MadeUpRun.snapshot(phase, step, folder);
    }

    @Override
    public PastRun past(Path folder) throws IOException {
        Integer step = steps.get(folder);
        if (step == null) {
            throw Failure.of(
                    TrainingProblem.NOT_A_RUN, folder, "there is no run in this folder", "Remove");
        }
        TrainingSnapshot now = snapshot(TrainingSnapshot.Phase.PAUSED, step, folder);
        return new PastRun(step, done.contains(folder), now.curve(), now.checkpoints(), now.data());
    }
}
