package org.taskvectors.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// What goes wrong in a run, and what is kept then.
class TroubleTest {
    @TempDir private Path folder;

    private ToyRun run() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        run.keeping(4, 3, 1L << 30);
        return run;
    }

    private static Failure failure(ToyRun run) {
        try {
            run.train();
        } catch (Failure e) {
            return e;
        } catch (IOException | CancelledException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("it did not fail");
    }

    private static void assertKeptUntil(ToyRun run, int step) throws Exception {
        SavedRun saved = SavedRun.read(run.out);
        assertThat(saved.isDone()).isFalse();
        assertThat(saved.checkpoints()).extracting(KeptCheckpoint::step).endsWith(step);
        assertThat(run.out.resolve("adapter_config.json")).doesNotExist();
        assertThat(run.out.resolve(StoredRun.STATE)).exists();
    }

    @Test
    void aLossThatIsNoNumberStopsWithTheStepItsRateAndItsRows() throws Exception {
        ToyRun run = run();
        run.device.factor = pack -> pack == 15 ? Double.NaN : 1;

        Failure failure = failure(run);

        assertThat(failure.problem()).isEqualTo(TrainingProblem.DIVERGED);
        TextOrder order = new TextOrder(ToyRun.TEXTS, 4, 11);
        String rows =
                String.join(
                        ", ",
                        order.step(8).stream()
                                .map(text -> ToyRun.texts(ToyRun.TEXTS, 0).get(text).row() + 1)
                                .map(String::valueOf)
                                .toList());
        assertThat(failure.what())
                .contains("at step 8", "the loss (NaN)", "learning rate of 0.01", rows);
        assertKeptUntil(run, 6);
        // It is the state of the checkpoint that is kept, not that of the broken step.
        ToyRun resumed = run.again();
        assertThat(resumed.train().step()).isEqualTo(12);
        assertThat(resumed.device.packs).isEqualTo(2 * 6);
    }

    @Test
    void aGradientThatIsInfiniteStopsToo() throws Exception {
        ToyRun run = run();
        run.device.normFactor = () -> run.device.packs > 8 ? Double.POSITIVE_INFINITY : 1;

        Failure failure = failure(run);

        assertThat(failure.problem()).isEqualTo(TrainingProblem.DIVERGED);
        assertThat(failure.what()).contains("at step 5", "gradient", "Infinity");
        assertKeptUntil(run, 3);
    }

    @Test
    void weightsThatAreNoNumbersAreNeverSaved() throws Exception {
        ToyRun run = run();
        // Huge steps without clipping: weights overflow float32 in an update.
        run.settings =
                TrainingJson.settings(
                        TrainingJson.settings(run.settings)
                                .put("rate", 1e39)
                                .put("clip", 0)
                                .put("warm_up", 0)
                                .put("checkpoint_each", 1)
                                .put("evaluate_each", 0));

        Failure failure = failure(run);

        assertThat(failure.problem()).isEqualTo(TrainingProblem.DIVERGED);
        assertThat(failure.what()).contains("at step 1", "a trained weight");
        assertThat(SavedRun.read(run.out).checkpoints()).isEmpty();
        assertThat(run.out.resolve(StoredRun.STATE)).doesNotExist();
        assertThat(run.out.resolve("checkpoints/step-000001/adapter_config.json")).doesNotExist();
    }

    /// A disk that is full from some act on.
    private static RunDisk full(RunDisk disk, int from) {
        int[] acts = {0};
        return new RunDisk() {
            private void act() throws Failure {
                if (acts[0]++ >= from) {
                    throw Failure.of(FileProblem.NO_SPACE, null, "the disk is full", "");
                }
            }

            @Override
            public long saveVector(Path to, Cancellation cancellation)
                    throws IOException, CancelledException {
                act();
                return disk.saveVector(to, cancellation);
            }

            @Override
            public void saveState(int step) throws Failure {
                act();
                disk.saveState(step);
            }

            @Override
            public OptionalInt loadState() throws IOException {
                return disk.loadState();
            }

            @Override
            public void remove(Path checkpoint) throws Failure {
                disk.remove(checkpoint);
            }

            @Override
            public void removeState() throws Failure {
                disk.removeState();
            }
        };
    }

    @Test
    void aFullDiskLosesNothing() throws Exception {
        ToyRun whole = run();
        whole.train();
        for (int acts = 0; acts < 8; acts++) {
            int from = acts;
            ToyRun run = whole.again();
            run.out = folder.resolve("full-" + acts);
            run.disks = disk -> full(disk, from);

            assertThat(failure(run).problem()).isEqualTo(FileProblem.NO_SPACE);
            ToyRun resumed = run.again();
            resumed.train();

            assertThat(resumed.bytes("adapter_model.safetensors"))
                    .isEqualTo(whole.bytes("adapter_model.safetensors"));
            // Each of three checkpoints is two acts, the adapter and the state; the end is two
            // more,
            // the state first.
            int kept = acts < 7 ? 3 * (acts / 2) : 12;
            assertThat(resumed.device.packs).isEqualTo(24 - 2 * kept);
        }
    }

    @Test
    void aDeviceThatFailsLosesNoStep() throws Exception {
        ToyRun whole = run();
        whole.train();
        ToyRun run = whole.again();
        run.out = folder.resolve("failed");
        run.device.hook =
                pack -> {
                    if (pack == 21) {
                        throw Failure.of(
                                TrainingProblem.OUT_OF_MEMORY, null, "the device is full", "");
                    }
                };
        assertThat(failure(run).what()).isEqualTo("the device is full");
        ToyRun resumed = run.again();

        resumed.train();

        assertThat(resumed.device.packs).isEqualTo(2 * 2);
        assertThat(resumed.bytes("adapter_model.safetensors"))
                .isEqualTo(whole.bytes("adapter_model.safetensors"));
    }

    @Test
    void theOldestThatAreNeitherBestNorLastGo() throws Exception {
        ToyRun run = run();
        // A checkpoint has some 15 kB.
        run.keeping(3, 3, 35_000);

        TrainingResult result = run.train();

        long bytes = result.checkpoints().getLast().bytes();
        assertThat(bytes).isBetween(12_000L, 17_000L);
        assertThat(result.checkpoints()).hasSize(2);
        assertThat(result.checkpoints().getLast().step()).isEqualTo(12);
        assertThat(result.checkpoints()).filteredOn(KeptCheckpoint::isBest).hasSize(1);
        assertThat(SavedRun.read(run.out).checkpoints()).isEqualTo(result.checkpoints());
        for (KeptCheckpoint one : result.checkpoints()) {
            assertThat(one.folder().resolve("adapter_config.json")).exists();
        }
        List<Path> left;
        try (var files = Files.list(run.out.resolve("checkpoints"))) {
            left = files.toList();
        }
        assertThat(left).hasSize(1);
    }

    @Test
    void theBestIsKeptHoweverOldItIs() throws Exception {
        ToyRun run = run();
        run.keeping(3, 3, 0);
        // After step 3 the toy is spoiled: held-out rows only get worse.
        run.settings =
                TrainingJson.settings(
                        TrainingJson.settings(run.settings)
                                .put("rate", 3.0)
                                .put("warm_up", 4)
                                .put("clip", 0));

        TrainingResult result = run.train();

        double best =
                result.curve().evaluations().stream()
                        .filter(one -> one.step() > 0)
                        .mapToDouble(TrainingCurve.HeldOut::loss)
                        .min()
                        .orElseThrow();
        assertThat(result.checkpoints()).hasSizeBetween(1, 2);
        assertThat(result.checkpoints())
                .filteredOn(KeptCheckpoint::isBest)
                .extracting(KeptCheckpoint::heldOutLoss)
                .containsExactly(best);
        assertThat(result.checkpoints().getFirst().step()).isLessThan(12);
    }

    @Test
    void settingsOutOfRangeAreNamed() throws Exception {
        for (var wrong :
                Map.of(
                                "rank", "0",
                                "dropout", "1",
                                "rate", "0",
                                "batch", "0",
                                "steps", "0")
                        .entrySet()) {
            ToyRun run = run();
            var node = TrainingJson.settings(run.settings);
            node.put(wrong.getKey(), Double.parseDouble(wrong.getValue()));
            run.settings = TrainingJson.settings(node);

            assertThatThrownBy(run::train)
                    .as(wrong.getKey())
                    .isInstanceOfSatisfying(
                            Failure.class,
                            e -> assertThat(e.problem()).isEqualTo(TrainingProblem.SETTINGS));
            assertThat(run.out).doesNotExist();
        }
    }
}
