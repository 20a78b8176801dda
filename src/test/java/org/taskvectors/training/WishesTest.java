package org.taskvectors.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.job.CancelledException;
import org.taskvectors.training.TrainingControl.Wish;

/// What a person asks of a run meanwhile.
class WishesTest {
    @TempDir private Path folder;

    private ToyRun run() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        run.keeping(4, 5, 1L << 30);
        return run;
    }

    private static void at(ToyRun run, int step, Runnable act) {
        run.listener =
                snapshot -> {
                    boolean isThen =
                            snapshot.step() == step
                                    && snapshot.phase() == TrainingSnapshot.Phase.STEPPING
                                    && snapshot.curve().steps().size() == step;
                    if (isThen) {
                        act.run();
                    }
                };
    }

    private static CompletableFuture<TrainingResult> begun(ToyRun run) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return run.train();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static void await(BooleanSupplier condition) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.sleep(5);
        }
    }

    private static boolean isPaused(ToyRun run) {
        List<TrainingSnapshot> all = List.copyOf(run.snapshots);
        return !all.isEmpty() && all.getLast().phase() == TrainingSnapshot.Phase.PAUSED;
    }

    @Test
    void aPauseWritesACheckpointAndWaits() throws Exception {
        ToyRun whole = run();
        TrainingResult undisturbed = whole.train();
        ToyRun run = whole.again();
        run.out = folder.resolve("paused");
        at(run, 7, () -> run.control.ask(Wish.PAUSE));
        CompletableFuture<TrainingResult> running = begun(run);
        await(() -> isPaused(run));
        int packs = run.device.packs;

        assertThat(run.snapshots.getLast().checkpoints())
                .extracting(KeptCheckpoint::step)
                .containsExactly(5, 7);
        assertThat(run.out.resolve("checkpoints/step-000007/adapter_config.json")).exists();
        Thread.sleep(300);
        assertThat(run.device.packs).isEqualTo(packs);
        run.listener = _ -> {};
        run.control.ask(Wish.RUN);

        TrainingResult result = running.get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(result.step()).isEqualTo(12);
        assertThat(run.bytes("adapter_model.safetensors"))
                .isEqualTo(whole.bytes("adapter_model.safetensors"));
        assertThat(result.curve().evaluations()).isEqualTo(undisturbed.curve().evaluations());
        // The clock stood still meanwhile.
        assertThat(result.duration().toMillis()).isLessThan(30_000);
    }

    @Test
    void aRunThatIsKilledWhilePausedGoesOnAfterThatStep() throws Exception {
        ToyRun whole = run();
        whole.train();
        ToyRun run = whole.again();
        run.out = folder.resolve("paused");
        at(run, 7, () -> run.control.ask(Wish.PAUSE));
        CompletableFuture<TrainingResult> running = begun(run);
        await(() -> isPaused(run));
        run.cancellation.cancel();
        assertThatThrownBy(() -> running.get(Patience.SECONDS, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(CancelledException.class);
        ToyRun resumed = run.again();
        resumed.device.hook =
                pack -> {
                    if (pack == 0) {
                        assertThat(resumed.snapshots.getLast().step()).isEqualTo(7);
                    }
                };

        resumed.train();

        assertThat(resumed.bytes("adapter_model.safetensors"))
                .isEqualTo(whole.bytes("adapter_model.safetensors"));
    }

    @Test
    void aPauseIsObeyedWhileHeldOutRowsAreAsked() throws Exception {
        ToyRun run = run();
        run.listener =
                snapshot -> {
                    if (snapshot.step() == 8
                            && snapshot.phase() == TrainingSnapshot.Phase.EVALUATING) {
                        run.control.ask(Wish.PAUSE);
                    }
                };
        CompletableFuture<TrainingResult> running = begun(run);
        await(() -> isPaused(run));

        // What the run would be gone on with is there, though the rows were not asked.
        assertThat(run.out.resolve(StoredRun.STATE)).exists();
        assertThat(run.snapshots.getLast().curve().evaluations()).hasSize(2);
        run.listener = _ -> {};
        run.control.ask(Wish.RUN);
        assertThat(running.get(Patience.SECONDS, TimeUnit.SECONDS).curve().evaluations())
                .extracting(TrainingCurve.HeldOut::step)
                .containsExactly(0, 4, 8, 12);
    }

    @Test
    void aStopKeepsTheAdapterAfterTheLastStep() throws Exception {
        ToyRun run = run();
        at(run, 7, () -> run.control.ask(Wish.STOP_AND_KEEP));

        TrainingResult result = run.train();

        assertThat(result.isStopped()).isTrue();
        assertThat(result.step()).isEqualTo(7);
        assertThat(result.curve().evaluations())
                .extracting(TrainingCurve.HeldOut::step)
                .containsExactly(0, 4, 7);
        assertThat(result.checkpoints()).extracting(KeptCheckpoint::step).containsExactly(5, 7);
        assertThat(run.out.resolve("adapter_config.json")).exists();
        assertThat(Files.readString(run.out.resolve("README.md"))).contains("a person ended");
        SavedRun saved = SavedRun.read(run.out);
        assertThat(saved.isDone()).isTrue();
        assertThat(saved.isStopped()).isTrue();
    }

    @Test
    void aStopEndsAPause() throws Exception {
        ToyRun run = run();
        at(run, 7, () -> run.control.ask(Wish.PAUSE));
        CompletableFuture<TrainingResult> running = begun(run);
        await(() -> isPaused(run));

        run.control.ask(Wish.STOP_AND_KEEP);

        TrainingResult result = running.get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(result.step()).isEqualTo(7);
        // The pause's checkpoint is the same adapter as the result, and is not kept twice.
        assertThat(result.checkpoints()).extracting(KeptCheckpoint::step).containsExactly(5, 7);
        assertThat(run.out.resolve("checkpoints/step-000007")).doesNotExist();
    }

    @Test
    void whatIsCancelledGoesOnAfterItsLastStep() throws Exception {
        ToyRun whole = run();
        whole.train();
        ToyRun run = whole.again();
        run.out = folder.resolve("cancelled");
        // In the middle of the ninth step: each has two packs.
        run.device.hook =
                pack -> {
                    if (pack == 17) {
                        run.cancellation.cancel();
                    }
                };
        assertThatThrownBy(run::train).isInstanceOf(CancelledException.class);
        assertThat(run.device.open).isZero();
        ToyRun resumed = run.again();

        resumed.train();

        assertThat(resumed.device.packs).isEqualTo(2 * 4);
        assertThat(resumed.bytes("adapter_model.safetensors"))
                .isEqualTo(whole.bytes("adapter_model.safetensors"));
    }

    @Test
    void cancellingBeforeTheFirstStepKeepsTheBasesRows() throws Exception {
        ToyRun run = run();
        run.device.hook = _ -> run.cancellation.cancel();
        assertThatThrownBy(run::train).isInstanceOf(CancelledException.class);

        SavedRun saved = SavedRun.read(run.out);

        assertThat(saved.step()).isZero();
        assertThat(saved.curve().evaluations()).hasSize(1);
        assertThat(run.again().train().step()).isEqualTo(12);
    }
}
