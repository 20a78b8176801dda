package org.taskvectors.training;

import java.io.IOException;
import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.gradient.Gradients;
import org.taskvectors.inference.gradient.Pack;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.SeededNumbers;
import org.taskvectors.training.data.TrainingText;

/// The loop of a run: looks at what is due after a step, obeys what a person asks, takes the next
/// step. Whatever is due after a step and stands in the record already is not done again, so that a
/// run can begin at any step.
final class TrainingRun {
    private static final int NORMS = 100;

    private final TrainingSettings settings;
    private final List<TrainingText> texts;
    private final TrainedState state;
    private final Gradients gradients;
    private final HeldOutRows heldOut;
    private final RunKeeper keeper;
    private final RunWatch watch;
    private final TrainingControl control;
    private final Progress progress;
    private final Cancellation cancellation;
    private final TextOrder order;
    private int step;
    private boolean isMidUpdate;

    /// @param settings of the run
    /// @param texts that are learned
    /// @param heldOut that are looked at
    /// @param keeper holds the record and the disk
    /// @param watch is told of everything
    TrainingRun(
            TrainingSettings settings,
            List<TrainingText> texts,
            Model model,
            HeldOutRows heldOut,
            RunKeeper keeper,
            RunWatch watch,
            Asking asking) {
        this.settings = settings;
        this.texts = texts;
        this.state = model.state();
        this.gradients = model.gradients();
        this.heldOut = heldOut;
        this.keeper = keeper;
        this.watch = watch;
        this.control = asking.control();
        this.progress = asking.progress();
        this.cancellation = asking.cancellation();
        order = new TextOrder(texts.size(), perStep(settings), settings.seed());
    }

    /// What is trained.
    ///
    /// @param state the trained numbers
    /// @param gradients the device's side of them
    record Model(TrainedState state, Gradients gradients) {}

    /// What is asked of a run meanwhile.
    record Asking(TrainingControl control, Progress progress, Cancellation cancellation) {}

    static int perStep(TrainingSettings settings) {
        return settings.batch() * settings.accumulate();
    }

    /// Runs until the last step, or until a person ends it.
    ///
    /// @param from the step after which it begins; 0 for a new run
    /// @return the last step that was taken; the trained numbers are fetched
    /// @throws Failure [TrainingProblem#DIVERGED], or what device and disk throw
    /// @throws CancelledException if it was cancelled; the steps that were taken are kept
    int run(int from) throws IOException, CancelledException {
        step = from;
        progress.begin(tokensLeft(), "tokens");
        watch.show(TrainingSnapshot.Phase.STEPPING, step);
        try {
            while (true) {
                progress.say("step " + step + " of " + settings.schedule().steps());
                boolean isEnd = step == settings.schedule().steps() || isStopped();
                lookAt(isEnd);
                if (isEnd) {
                    fetch();
                    return step;
                }
                if (control.wish() == TrainingControl.Wish.PAUSE) {
                    pause(true);
                }
                cancellation.check();
                if (!isStopped()) {
                    takeStep();
                }
            }
        } catch (CancelledException e) {
            keepState(e);
            throw e;
        } catch (Failure e) {
            if (e.problem() != TrainingProblem.DIVERGED) {
                keepState(e);
            }
            throw e;
        }
    }

    private boolean isStopped() {
        return control.wish() == TrainingControl.Wish.STOP_AND_KEEP;
    }

    /// Keeps the steps since the last state, so that an end that is no catastrophe loses none.
    private void keepState(Exception ending) {
        try {
            if (!isMidUpdate && step > 0 && keeper.stateStep() != step) {
                fetch();
                keeper.saveState(step);
            }
        } catch (Failure e) {
            // The run goes on from an earlier step then.
            ending.addSuppressed(e);
        }
    }

    /// Brings the trained numbers here, and refuses such as are not finite.
    private void fetch() throws Failure {
        gradients.fetch();
        if (!Finite.isAll(state.numbers())) {
            throw new Divergence(step, "a trained weight").failure(settings, List.of());
        }
    }

    private void lookAt(boolean isEnd) throws IOException, CancelledException {
        if (isDue(settings.keeping().evaluateEach(), isEnd)
                && !heldOut.isEmpty()
                && keeper.seen().evaluation(step).isEmpty()) {
            evaluate();
        }
        boolean isCheckpoint =
                step > 0
                        && !isEnd
                        && isEach(settings.keeping().checkpointEach())
                        && !keeper.seen().hasCheckpoint(step);
        boolean isMeasured = keeper.seen().norms(step).isPresent();
        int each = Math.max(1, settings.schedule().steps() / NORMS);
        if (isCheckpoint) {
            checkpoint();
        } else if (!isMeasured && isDue(each, isEnd)) {
            gradients.fetch();
            keeper.measure(step, isEnd, cancellation);
            watch.show(TrainingSnapshot.Phase.STEPPING, step);
        }
    }

    /// Whether something is due that is done at the beginning, at the end, and each so many steps.
    private boolean isDue(int each, boolean isEnd) {
        return step == 0 || isEnd || isEach(each);
    }

    private boolean isEach(int each) {
        return each > 0 && step % each == 0;
    }

    private void evaluate() throws IOException, CancelledException {
        watch.show(TrainingSnapshot.Phase.EVALUATING, step);
        double began = watch.part();
        TrainingCurve.HeldOut found =
                heldOut.ask(step, gradients.runner(), this::between, progress, cancellation);
        watch.evaluated(watch.part() - began);
        if (heldOut.hasTexts() && !Double.isFinite(found.loss())) {
            throw new Divergence(step, "the loss of the held-out rows (" + found.loss() + ")")
                    .failure(settings, List.of());
        }
        keeper.add(found);
        watch.show(TrainingSnapshot.Phase.STEPPING, step);
    }

    private void between() throws IOException, CancelledException {
        cancellation.check();
        if (control.wish() == TrainingControl.Wish.PAUSE) {
            pause(false);
            watch.show(TrainingSnapshot.Phase.EVALUATING, step);
        }
    }

    private void checkpoint() throws IOException, CancelledException {
        watch.show(TrainingSnapshot.Phase.SAVING, step);
        fetch();
        keeper.checkpoint(step, cancellation);
        watch.show(TrainingSnapshot.Phase.STEPPING, step);
    }

    /// Writes a checkpoint and waits until a person asks for something else.
    ///
    /// @param isWhole whether an adapter is written too, and not only what the run is gone on with
    private void pause(boolean isWhole) throws IOException, CancelledException {
        if (isWhole && step > 0 && !keeper.seen().hasCheckpoint(step)) {
            checkpoint();
        } else if (step > 0 && keeper.stateStep() != step) {
            fetch();
            keeper.saveState(step);
        }
        watch.show(TrainingSnapshot.Phase.PAUSED, step);
        watch.pause();
        try {
            while (control.wish() == TrainingControl.Wish.PAUSE) {
                cancellation.check();
                control.await(WAIT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } finally {
            watch.goOn();
        }
        watch.show(TrainingSnapshot.Phase.STEPPING, step);
    }

    private static final long WAIT_MILLIS = 250;

    private void takeStep() throws IOException, CancelledException {
        long began = System.nanoTime();
        int next = step + 1;
        StepPacks packs = packs(next);
        double rate = settings.schedule().at(step);
        double weight = 1.0 / packs.answers();
        gradients.forget();
        double sum = 0;
        for (int i = 0; i < packs.packs().size(); i++) {
            cancellation.check();
            Pack pack = packs.packs().get(i);
            sum +=
                    gradients.add(
                            pack,
                            weight,
                            SeededNumbers.of(settings.seed(), "dropout", next).bits(i),
                            cancellation);
            progress.add(pack.tokens());
            if (!Double.isFinite(sum)) {
                throw new Divergence(next, "the loss (" + sum + ")")
                        .failure(settings, packs.rows());
            }
        }
        double norm = gradients.norm();
        if (!Double.isFinite(norm)) {
            throw new Divergence(next, "the gradient, whose norm is " + norm)
                    .failure(settings, packs.rows());
        }
        isMidUpdate = true;
        gradients.update(settings.optimizer(), next, rate);
        isMidUpdate = false;
        step = next;
        TrainingCurve.Step taken =
                new TrainingCurve.Step(
                        step,
                        sum * weight,
                        rate,
                        norm,
                        packs.tokens(),
                        packs.answers(),
                        (System.nanoTime() - began) / 1e9);
        keeper.add(taken);
        watch.show(TrainingSnapshot.Phase.STEPPING, step);
    }

    private StepPacks packs(int of) {
        return StepPacks.of(order.step(of).stream().map(texts::get).toList(), settings.batch());
    }

    /// Returns how many tokens are still read, held-out rows included.
    private long tokensLeft() {
        int steps = settings.schedule().steps();
        TextOrder ahead = new TextOrder(texts.size(), perStep(settings), settings.seed());
        long tokens = 0;
        for (int one = step + 1; one <= steps; one++) {
            for (int text : ahead.step(one)) {
                tokens += texts.get(text).length();
            }
        }
        int each = settings.keeping().evaluateEach();
        long evaluations = each > 0 ? steps / each - step / each : 0;
        evaluations += each == 0 || steps % each != 0 ? 1 : 0;
        evaluations += step == 0 ? 1 : 0;
        return tokens + evaluations * heldOut.tokens();
    }
}
