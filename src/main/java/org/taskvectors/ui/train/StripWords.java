package org.taskvectors.ui.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.Proportion;
import org.taskvectors.figure.training.TrainingFigures;
import org.taskvectors.training.TrainingCurve;
import org.taskvectors.training.TrainingSnapshot;

/// What the strip above the curves says of a run.
///
/// @param seen what is known of it
/// @param figures its figures, for the mean of the loss
/// @param steps of the whole run
/// @param compared what the vector is called that it is compared with; empty for none
record StripWords(Seen seen, TrainingFigures figures, int steps, String compared) {
    private static final Digits NORM = Digits.significant(4);
    private static final Digits COSINE = Digits.decimals(4);

    /// One part of the strip.
    ///
    /// @param label what it is: `step`
    /// @param value the value now
    /// @param detail more about it; may be empty
    record Part(String label, String value, String detail) {}

    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("step", Amounts.count(seen.step()), "of " + Amounts.count(steps)));
        parts.add(time());
        parts.add(loss());
        parts.add(heldOut());
        seen.live().ifPresent(live -> parts.add(speed(live)));
        seen.live().ifPresent(live -> parts.add(memory(live)));
        parts.add(norm());
        return parts;
    }

    private Part time() {
        String gone = Amounts.estimate(seen.seconds()) + " gone";
        return seen.live()
                .map(live -> new Part("time left", Amounts.estimate(live.secondsLeft()), gone))
                .orElseGet(
                        () ->
                                new Part(
                                        "time",
                                        Amounts.estimate(seen.seconds()),
                                        Amounts.counted(tokens(), "token")));
    }

    private long tokens() {
        return seen.curve().steps().stream().mapToLong(TrainingCurve.Step::tokens).sum();
    }

    private Part loss() {
        List<TrainingCurve.Step> taken = seen.curve().steps();
        if (taken.isEmpty()) {
            return new Part("loss", Digits.DASH, "");
        }
        double last = taken.getLast().loss();
        double mean = figures.smoothed(taken.size() - 1);
        int over = Math.min(taken.size(), TrainingFigures.SMOOTHED);
        return new Part(
                "loss",
                Double.isFinite(last) ? TrainingFigures.LOSS.write(last) : Double.toString(last),
                TrainingFigures.LOSS.write(mean) + " mean of " + over);
    }

    private Part heldOut() {
        List<TrainingCurve.HeldOut> all = seen.curve().evaluations();
        if (all.isEmpty()) {
            String label = figures.isJudged() ? "accuracy, held out" : "held out";
            return new Part(label, Digits.DASH, seen.facts().heldOut() == 0 ? "no row" : "");
        }
        TrainingCurve.HeldOut last = all.getLast();
        Optional<Proportion> right = last.accuracy();
        return right.map(
                        one ->
                                new Part(
                                        "accuracy, held out",
                                        TrainingFigures.ACCURACY.write(one.share()),
                                        interval(one) + at(last.step())))
                .orElseGet(
                        () ->
                                new Part(
                                        "loss, held out",
                                        TrainingFigures.LOSS.write(last.loss()),
                                        at(last.step()).strip()));
    }

    static String interval(Proportion right) {
        return TrainingFigures.ACCURACY.write(right.low())
                + " – "
                + TrainingFigures.ACCURACY.write(right.high());
    }

    private static String at(int step) {
        return " at " + Amounts.count(step);
    }

    private static Part speed(Seen.Live live) {
        String speed =
                Double.isFinite(live.tokensPerSecond())
                        ? Amounts.count(Math.round(live.tokensPerSecond())) + " tokens/s"
                        : Digits.DASH;
        String fill =
                live.fill() >= 1
                        ? "packed, no padding"
                        : "packed, " + Digits.decimals(1).format(100 * live.fill()) + " % full";
        return new Part("speed", speed, Double.isFinite(live.fill()) ? fill : "");
    }

    private static Part memory(Seen.Live live) {
        return new Part(
                "memory",
                live.memory() == TrainingSnapshot.UNKNOWN
                        ? Digits.DASH
                        : Amounts.bytes(live.memory()),
                "of " + Amounts.bytes(live.estimate().bytes()) + " estimated");
    }

    private Part norm() {
        List<TrainingCurve.Norms> all = seen.curve().norms();
        if (all.isEmpty()) {
            return new Part("‖τ‖", Digits.DASH, "");
        }
        TrainingCurve.Norms last = all.getLast();
        return new Part("‖τ‖", NORM.format(last.total()), cosine(last));
    }

    /// The cosine to the vector that it is compared with; else to its own first checkpoint.
    private String cosine(TrainingCurve.Norms last) {
        if (!compared.isEmpty() && last.cosine().isPresent()) {
            return "cosine to " + compared + " " + COSINE.format(last.cosine().getAsDouble());
        }
        OptionalDouble first =
                seen.checkpoints().isEmpty()
                        ? OptionalDouble.empty()
                        : seen.checkpoints().getLast().cosineToFirst();
        return first.isPresent() && seen.checkpoints().size() > 1
                ? "cosine to the first " + COSINE.format(first.getAsDouble())
                : "";
    }

    /// What the figures say of one step, in their order; a dash where one says nothing of it.
    ///
    /// @param step that is pointed at
    List<String> at(double step) {
        TrainingCurve curve = seen.curve();
        String loss =
                curve.steps().stream()
                        .filter(one -> one.step() == Math.round(step))
                        .findFirst()
                        .map(one -> TrainingFigures.LOSS.write(one.loss()))
                        .orElse(Digits.DASH);
        Optional<TrainingCurve.HeldOut> judged =
                curve.evaluations().stream()
                        .filter(one -> one.step() <= step)
                        .reduce((_, later) -> later);
        Optional<TrainingCurve.Norms> norms =
                curve.norms().stream().filter(one -> one.step() >= step).findFirst();
        return List.of(
                said("step", Math.round(step), loss),
                judged.map(
                                one ->
                                        said(
                                                "step",
                                                one.step(),
                                                one.accuracy()
                                                        .map(
                                                                right ->
                                                                        TrainingFigures.ACCURACY
                                                                                .write(
                                                                                        right
                                                                                                .share()))
                                                        .orElseGet(
                                                                () ->
                                                                        TrainingFigures.LOSS.write(
                                                                                one.loss()))))
                        .orElse(Digits.DASH),
                norms.map(one -> said("step", one.step(), "‖τ‖ " + NORM.format(one.total())))
                        .orElse(Digits.DASH));
    }

    private static String said(String word, long step, String value) {
        return word + " " + Amounts.count(step) + ": " + value;
    }

    /// What a run does where it does not step; empty where it does.
    static String phase(TrainingSnapshot.Phase phase) {
        return switch (phase) {
            case LOADING -> "The model is being loaded…";
            case EVALUATING -> "The held-out rows are asked…";
            case SAVING -> "A checkpoint is being written…";
            case STEPPING, PAUSED, DONE -> "";
        };
    }
}
