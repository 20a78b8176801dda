package org.taskvectors.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.file.Shown;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.training.TrainingCurve;
import org.taskvectors.training.TrainingEstimate;
import org.taskvectors.training.TrainingRequest;
import org.taskvectors.training.TrainingResult;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.ShownRow;

/// Writes trainings for people.
///
/// @param out where to
record TrainText(PrintWriter out) {
    private static final Digits FOUR = Digits.significant(4);

    /// Writes what came of a run.
    void print(TrainingRequest request, TrainingResult result) {
        TrainOutcome outcome = TrainOutcome.of(result);
        int steps = request.settings().schedule().steps();
        out.println(
                Shown.whole(request.name())
                        + ": "
                        + (result.isStopped()
                                ? Amounts.count(result.step()) + " of " + Amounts.count(steps)
                                : Amounts.count(steps))
                        + " steps, "
                        + Amounts.counted(result.data().trained(), "text")
                        + " of "
                        + Shown.whole(result.data().wording()));
        heldOut("base", outcome.base());
        heldOut("best", outcome.best());
        heldOut("last", outcome.last());
        out.println(
                "loss "
                        + FOUR.format(outcome.loss())
                        + " (mean since the checkpoint before), ‖τ‖ "
                        + FOUR.format(outcome.norm())
                        + (Double.isNaN(outcome.cosine())
                                ? ""
                                : ", cosine to "
                                        + request.compared()
                                                .map(one -> Shown.of(one.path()))
                                                .orElse("")
                                        + " "
                                        + FOUR.format(outcome.cosine())));
        out.println(
                Amounts.duration(result.duration().toMillis() / 1e3)
                        + ", "
                        + FOUR.format(outcome.tokensPerSecond())
                        + " tokens/s");
        out.println(Shown.of(result.folder()) + "  " + Amounts.bytes(result.bytes()));
        best(result);
        notes(result.data());
        result.notes().forEach(this::note);
    }

    private void heldOut(String name, Optional<TrainingCurve.HeldOut> seen) {
        seen.ifPresent(
                one ->
                        out.println(
                                name
                                        + (one.step() == 0 ? "" : " (step " + one.step() + ")")
                                        + ": "
                                        + one.accuracy()
                                                .map(
                                                        right ->
                                                                "accuracy "
                                                                        + StudyText.proportion(
                                                                                right)
                                                                        + ", ")
                                                .orElse("")
                                        + "held-out loss "
                                        + FOUR.format(one.loss())));
    }

    private void best(TrainingResult result) {
        result.checkpoints().stream()
                .filter(KeptCheckpoint::isBest)
                .filter(one -> !one.folder().equals(result.folder()))
                .findFirst()
                .ifPresent(one -> out.println("the best: " + Shown.of(one.folder())));
    }

    /// Writes what a run would be.
    void print(TrainPlan plan) {
        facts(plan.facts());
        out.println();
        estimate(plan.request(), plan.estimate());
        for (ShownRow row : plan.rows()) {
            out.println();
            row(row);
        }
        notes(plan.facts());
    }

    private void facts(DataFacts facts) {
        out.println(Shown.whole(facts.name()) + ": " + Shown.whole(facts.wording()));
        out.println(
                Amounts.counted(facts.trained(), "text")
                        + " to learn of "
                        + Amounts.counted(facts.available(), "row")
                        + classes(facts.classes()));
        out.println(
                Amounts.counted(facts.heldOut(), "row")
                        + " held out"
                        + classes(facts.heldOutClasses()));
        out.println(
                Amounts.counted(facts.tokens(), "token")
                        + ", "
                        + Amounts.count(facts.answers())
                        + " of them learned; longest "
                        + Amounts.count(facts.longest())
                        + ", median "
                        + Amounts.count(facts.median()));
        List<String> odd = new ArrayList<>();
        odd.add(Amounts.count(facts.cut()) + " cut");
        odd.add(Amounts.count(facts.tooLong()) + " too long");
        odd.add(Amounts.count(facts.unread()) + " unread");
        odd.add(Amounts.count(facts.doubled()) + " doubled");
        odd.add(Amounts.count(facts.contradicting()) + " contradicting");
        odd.add(Amounts.count(facts.leaked()) + " leaked");
        out.println(String.join(", ", odd));
    }

    private static String classes(Map<String, Integer> classes) {
        return classes.isEmpty()
                ? ""
                : classes.entrySet().stream()
                        .map(one -> Shown.of(one.getKey()) + " " + Amounts.count(one.getValue()))
                        .collect(Collectors.joining(", ", ": ", ""));
    }

    private void estimate(TrainingRequest request, TrainingEstimate estimate) {
        int steps = request.settings().schedule().steps();
        out.println(
                request.settings().adaptation().method().word()
                        + ": "
                        + Amounts.count(estimate.trained())
                        + " numbers trained, beside "
                        + Amounts.parameters(estimate.parameters())
                        + " of the model");
        out.println(
                "memory at most "
                        + Amounts.bytes(estimate.bytes())
                        + " (weights "
                        + Amounts.bytes(estimate.weightBytes())
                        + ", optimizer "
                        + Amounts.bytes(estimate.stateBytes())
                        + ", activations "
                        + Amounts.bytes(estimate.activationBytes())
                        + ", libtorch itself "
                        + Amounts.bytes(estimate.libraryBytes())
                        + "), "
                        + Amounts.bytes(estimate.available())
                        + " free"
                        + (estimate.fits() ? "" : ": it does not fit"));
        out.println(
                Amounts.counted(steps, "step")
                        + ", "
                        + (Double.isNaN(estimate.secondsPerStep())
                                ? "how long is not known"
                                : Amounts.about(steps * estimate.secondsPerStep())));
        out.println("a checkpoint " + Amounts.bytes(estimate.checkpointBytes()));
    }

    private void row(ShownRow row) {
        out.println(
                "line "
                        + row.line()
                        + (row.why().isEmpty()
                                ? ", "
                                        + Amounts.counted(row.tokens(), "token")
                                        + ", "
                                        + Amounts.count(row.answerTokens())
                                        + " learned"
                                : ": " + Shown.whole(row.why())));
        StringBuilder text = new StringBuilder();
        for (ShownRow.Piece piece : row.pieces()) {
            String shown = Shown.lines(piece.text());
            text.append(
                    switch (piece.kind()) {
                        case READ -> shown;
                        case LEARNED -> "⟦" + shown + "⟧";
                        case CUT -> "⟨cut: " + shown + "⟩";
                    });
        }
        text.toString().lines().forEach(one -> out.println("    " + one));
    }

    private void notes(DataFacts facts) {
        facts.notes().forEach(this::note);
    }

    private void note(String note) {
        out.println("note: " + Shown.whole(note));
    }
}
